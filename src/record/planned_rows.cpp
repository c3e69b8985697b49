#include "planned_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow::record {
namespace {

/// Rows that come every so many steps.
Index rows_by_steps(const CadenceConfig& cadence, const FlowConfig& flow, const Method& method) {
  constexpr double guess = 256;
  double steps = method.adaptive ? guess : flow.stop.time / flow.integrator.step;
  if (flow.stop.steps > 0) steps = std::min(steps, static_cast<double>(flow.stop.steps));
  steps = std::min(steps, static_cast<double>(flow.integrator.max_steps));
  const double rows = steps / static_cast<double>(cadence.every);
  if (rows > 1e8)
    throw InputError(
        fmt::format("[output] a row every {} steps makes {:.3g} rows of flow '{}': at "
                    "most 1e8 can be planned",
                    cadence.every, rows, flow.name));
  return static_cast<Index>(std::ceil(rows));
}

}  // namespace

PlannedRows planned_rows(const CadenceConfig& cadence, const FlowConfig& flow,
                         const Method& method) {
  auto times = output_times(cadence, flow.stop.time);
  const auto planned = std::ssize(times);
  times.pop_back();  // the end is shown to every series
  if (cadence.spacing != CadenceConfig::Spacing::steps) return {Cadence(std::move(times)), planned};
  return {Cadence(std::move(times), cadence.every), planned + rows_by_steps(cadence, flow, method)};
}

}  // namespace simclr_flow::record
