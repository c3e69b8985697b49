#include "simclr_flow/sweep/point_result.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/judge/cluster_times.hpp"

namespace simclr_flow {
namespace {

Cell last_row(const StoredFlow& flow, const std::string& name) {
  Cell cell{flow.name + "." + name, {}};
  const auto found = flow.observables.find(name);
  if (found != flow.observables.end() && !found->second.empty()) cell.value = found->second.back();
  return cell;
}

/// The first row of an event and the one before; that it was not seen, if the flow could have it.
void add_event(const StoredFlow& flow, const std::string& name, bool possible,
               const std::optional<double>& time, const std::optional<double>& after,
               PointResult& result) {
  Cell event{flow.name + "." + name, {}}, before{flow.name + "." + name + "_after", {}};
  if (time)
    event.value = *time;
  else if (possible)
    event.value = std::string(flow.status == "done" ? never : not_yet);
  if (after) before.value = *after;
  result.cells.insert(result.cells.end(), {event, before});
}

void add_times(const StoredFlow& flow, PointResult& result) {
  const ClusterTimes times = cluster_times(flow);
  const bool classes = flow.observables.contains("ari"),
             plateau = classes && flow.observables.contains("energy_gap");
  add_event(flow, "t_form", classes, times.form, times.form_after, result);
  add_event(flow, "t_break", plateau, times.break_up, times.break_after, result);
}

void add_cells(const StoredFlow& flow, PointResult& result) {
  result.cells.push_back({flow.name + ".status", flow.status});
  for (const char* name : {"energy", "energy_gap"}) result.cells.push_back(last_row(flow, name));
  add_times(flow, result);
  for (const char* name : {"eta2", "knn_accuracy"}) result.cells.push_back(last_row(flow, name));
}

void add_flow(const StoredFlow& flow, PointResult& result) {
  add_cells(flow, result);
  if (flow.status == "done" || result.state == PointState::failed) return;
  result.state = flow.status == "failed" ? PointState::failed : PointState::unfinished;
  if (flow.status == "failed") result.reason = fmt::format("flow '{}': {}", flow.name, flow.reason);
}

}  // namespace

void require_setting(const std::string& file, const std::string& config,
                     const std::string& overrides, const PointSetting& setting) {
  if (config != setting.config)
    throw InputError(fmt::format("'{}' is a run of another configuration", file));
  if (overrides != text_of_overrides(setting.overrides))
    throw InputError(fmt::format("'{}' is a run with other --set options than its point's", file));
}

PointResult run_result(const std::string& file, const PointSetting& setting) {
  const StoredRun run = read_outcomes(file);
  require_setting(file, run.text("config"), run.text("overrides"), setting);
  const RunConfig config =
      parse_config({file + ":/parameters/resolved", run.text("resolved"), {}}, vocabulary());
  PointResult result{PointState::done, "", {}};
  for (const FlowConfig& flow : config.flows)
    if (const auto stored = std::ranges::find(run.flows, flow.name, &StoredFlow::name);
        stored != run.flows.end())
      add_flow(*stored, result);
    else
      throw InputError(fmt::format("'{}' holds no flow '{}'", file, flow.name));
  return result;
}

}  // namespace simclr_flow
