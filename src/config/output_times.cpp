// When the series of a run have their rows.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "fields.hpp"
#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

using Spacing = CadenceConfig::Spacing;

/// About how many rows a log or linear spacing plans, without listing them.
double planned_rows(const CadenceConfig& cadence, double stop) {
  if (cadence.spacing == Spacing::linear)
    return cadence.interval > 0 ? stop / cadence.interval : static_cast<double>(cadence.count);
  if (cadence.spacing != Spacing::log || stop <= cadence.first) return 1;
  return static_cast<double>(cadence.per_decade) * std::log10(stop / cadence.first);
}

/// Time k of a log or linear spacing, k >= 1.
double spaced_time(const CadenceConfig& cadence, double stop, Index k) {
  const double step = static_cast<double>(k), count = static_cast<double>(cadence.count);
  if (cadence.spacing == Spacing::log)
    return cadence.first * std::pow(10, (step - 1) / static_cast<double>(cadence.per_decade));
  return cadence.interval == 0 ? stop * step / count : step * cadence.interval;
}

void require_plannable(double rows, double stop) {
  if (rows > largest_count)
    throw InputError(
        fmt::format("[output] a series of {:.3g} rows to t = {:g}: at most {:g} can be "
                    "planned",
                    rows, stop, largest_count));
}

}  // namespace

std::vector<double> output_times(const CadenceConfig& cadence, double stop) {
  require_plannable(planned_rows(cadence, stop), stop);
  std::vector<double> times{0};
  if (cadence.spacing == Spacing::log || cadence.spacing == Spacing::linear)
    for (Index k = 1; spaced_time(cadence, stop, k) < stop * (1 - 1e-12); ++k)
      times.push_back(spaced_time(cadence, stop, k));
  times.push_back(stop);
  return times;
}

double first_output(const OutputConfig& output, double stop) {
  double first = stop;
  for (const CadenceConfig& cadence :
       {output.frames, output.observables, output.weights, output.kernel})
    first = std::min(first, output_times(cadence, stop)[1]);
  return first;
}

std::vector<double> pair_times(const PairsConfig& pairs, double stop) {
  if (pairs.spacing == PairsConfig::Spacing::none) return {};
  const CadenceConfig cadence{
      .spacing = pairs.spacing == PairsConfig::Spacing::log ? Spacing::log : Spacing::linear,
      .first = pairs.first,
      .per_decade = pairs.per_decade,
      .interval = pairs.interval,
      .count = pairs.count};
  require_plannable(2 * planned_rows(cadence, stop), stop);
  std::vector<double> times;
  const double before = stop * (1 - 1e-12);
  double next = 0;
  for (Index k = 0; next < before; ++k) {
    const double time = next;
    next = spaced_time(cadence, stop, k + 1);
    times.push_back(time);
    const double partner = time + pairs.apart * (next - time);
    if (partner < before) times.push_back(partner);
  }
  return times;
}

std::vector<double> planned_pairs(const OutputConfig& output, const FlowConfig& flow,
                                  bool integrates, Index state) {
  if (!integrates || state > largest_paired_state) return {};
  return pair_times(output.pairs, flow.stop.time);
}

}  // namespace simclr_flow
