#include "simclr_flow/judge/flow_pairs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pair_series.hpp"
#include "planned_sizes.hpp"
#include "simclr_flow/diagnostics/kernel_discrepancy.hpp"
#include "stated_flow.hpp"
#include "stated_positives.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

constexpr double largest_coordinate = 1e70;  // squares of squares are summed

/// The flows of a file that are stored, in the order of its configuration.
std::vector<PlacedFlow> flows_of(const StoredRun& run, const RunConfig& config) {
  std::vector<PlacedFlow> found;
  for (const FlowConfig& flow : config.flows) {
    const auto stored = std::ranges::find(run.flows, flow.name, &StoredFlow::name);
    if (stored != run.flows.end())
      found.push_back({&run, &config, &flow, &*stored, unequal_masses(run, *stored)});
  }
  return found;
}

bool is_measurable(const StoredFlow& flow) {
  return std::ranges::all_of(flow.positions, [](const Points& z) {
    return z.allFinite() && z.cwiseAbs().maxCoeff() <= largest_coordinate;
  });
}

std::string named(const PlacedFlow& placed) {
  return fmt::format("'{}' of '{}'", placed.flow->name, placed.run->path);
}

/// Why two flows cannot be compared; empty if they can.
std::string obstacle(const PlacedFlow& a, const PlacedFlow& b) {
  for (const PlacedFlow* each : {&a, &b}) {
    if (each->flow->positions.empty()) return named(*each) + " has no frames";
    if (!is_measurable(*each->flow))
      return fmt::format("{} has latents that are not finite, or beyond {:g}", named(*each),
                         largest_coordinate);
  }
  for (const PlacedFlow* each : {&a, &b})
    if (each->mass.size() > 0 && each->mass.size() != each->flow->particles)
      return named(*each) + " has latents that its views do not divide";
  if (a.flow->ambient_dim == b.flow->ambient_dim) return "";
  return fmt::format("latents of {} are in R^{}, those of {} in R^{}", named(a),
                     a.flow->ambient_dim, named(b), b.flow->ambient_dim);
}

/// Whether a flow begins at the start that the flows of its file share.
bool begins_at_start(const PlacedFlow& placed) {
  return placed.flow_config->kind != "network" || placed.flow_config->centered;
}

bool share_start(const PlacedFlow& a, const PlacedFlow& b) {
  return a.run == b.run && begins_at_start(a) && begins_at_start(b);
}

/// The largest |z| of the first frame.
double size_of_start(const PlacedFlow& placed) {
  return placed.flow->positions.front().colwise().norm().maxCoeff();
}

/// How far rounding puts the start of a flow from that of its file: centred networks round f - f_0
/// + b at the size of f. Nothing where the file does not hold the network's inputs.
std::optional<double> rounding_of_start(const PlacedFlow& placed, const Vocabulary& vocabulary) {
  if (placed.flow_config->kind != "network") return 0;
  const MethodTraits method = vocabulary.method(placed.flow_config->integrator.method);
  const Judged judged{*placed.run,
                      *placed.config,
                      *placed.flow_config,
                      method,
                      *placed.flow,
                      {},
                      stated_positives(*placed.run, *placed.config)};
  std::string why;
  const auto stated =
      contradiction(judged).empty() ? StatedFlow::parts_of(judged, why) : std::nullopt;
  if (!stated) return std::nullopt;
  const State x = stated->start();
  const double shortest = space_of(judged).shortest(stated->outputs(x));
  const double numbers = static_cast<double>(placed.flow->ambient_dim);
  return std::sqrt(numbers) * stated->output_rounding(x) / shortest;
}

Check check_start(const FlowPair& pair, double size, double rounding) {
  const auto& columns = pair.series.columns;
  Worst worst;
  const double of_kernels = rounding / std::sqrt(pair.temperature);
  worst.see(0, columns[0].values.front() * columns[0].values.front(),
            squared_mmd_error + of_kernels * of_kernels);
  // |z z'^T - (z + r)(z' + r')^T|
  const double allowed =
      std::max(1e-12 * size * size, 1e-14 * size) + 2 * rounding * (size + rounding);
  if (!columns[2].values.empty()) worst.see(0, columns[2].values.front(), allowed);
  Check check = worst.check("start", "MMD^2 and Gram distance at t = 0, the worse",
                            "rounding: flows of a file have one start");
  if (pair.series.times.front() == 0) return check;
  return yes_no_check("start", "first common time", "0", false, pair.series.times.front());
}

/// The largest value of a column: measured, no theory.
Check report_largest(const TimeTable& series, const Column& column, const std::string& method) {
  const auto largest = std::ranges::max_element(column.values);
  const double time = series.times[static_cast<std::size_t>(largest - column.values.begin())];
  return measured_check(
      column.id, fmt::format("largest {}{}, at t = {:.4g}", column.name, method, time), *largest);
}

FlowPair compare_pair(const PlacedFlow& a, const PlacedFlow& b, const Vocabulary& vocabulary) {
  FlowPair pair;
  pair.series.columns = distance_columns();
  pair.a = {a.run->path, a.flow->name};
  pair.b = {b.run->path, b.flow->name};
  pair.latents = a.flow->particles;
  pair.left_out = obstacle(a, b);
  const auto common = common_frames(a.flow->frames, b.flow->frames);
  if (pair.left_out.empty() && common.empty())
    pair.left_out = fmt::format("{} and {} have no frames at common times", named(a), named(b));
  if (!pair.left_out.empty()) return pair;
  measure_pair(pair, a, b, common);
  if (share_start(a, b)) {
    const auto of_a = rounding_of_start(a, vocabulary), of_b = rounding_of_start(b, vocabulary);
    if (of_a && of_b)
      pair.checks.push_back(
          check_start(pair, std::max(size_of_start(a), size_of_start(b)), std::max(*of_a, *of_b)));
  }
  for (const Column& column : pair.series.columns)
    if (!column.values.empty())
      pair.checks.push_back(report_largest(
          pair.series, column, column.id == "w2" ? fmt::format(" ({})", pair.w2_method) : ""));
  return pair;
}

RunConfig config_of(const StoredRun& run, const Vocabulary& vocabulary) {
  return parse_config({run.path + ":/parameters/resolved", run.text("resolved"), {}}, vocabulary);
}

}  // namespace

std::vector<FlowPair> compare_flows(const std::vector<StoredRun>& runs,
                                    const Vocabulary& vocabulary) {
  std::vector<RunConfig> configs;
  for (const StoredRun& run : runs) {
    configs.push_back(config_of(run, vocabulary));
    configs.back().views.count = planned_views(configs.back().views, run.data.rows());
  }
  std::vector<PlacedFlow> all;
  for (std::size_t k = 0; k < runs.size(); ++k)
    std::ranges::move(flows_of(runs[k], configs[k]), std::back_inserter(all));
  std::vector<FlowPair> pairs;
  for (const bool within : {true, false})
    for (std::size_t i = 0; i < all.size(); ++i)
      for (std::size_t j = i + 1; j < all.size(); ++j)
        if ((all[i].run == all[j].run) == within)
          pairs.push_back(compare_pair(all[i], all[j], vocabulary));
  return pairs;
}

bool Comparison::differs() const {
  const auto has_difference = [](const FlowPair& pair) {
    return std::ranges::count(pair.checks, Verdict::differs, &Check::verdict) > 0;
  };
  return std::ranges::any_of(reports, &Report::differs) ||
         std::ranges::any_of(between, has_difference);
}

}  // namespace simclr_flow
