#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/judge/cluster_times.hpp"
#include "simclr_flow/study/point_result.hpp"

namespace simclr_flow {
namespace {

Cell last_row(const StoredFlow& flow, const std::string& name) {
  Cell cell{flow.name + "." + name, {}};
  const auto found = flow.observables.find(name);
  if (found != flow.observables.end() && !found->second.empty()) cell.value = found->second.back();
  return cell;
}

Cell time_cell(const StoredFlow& flow, const char* name, const std::optional<double>& time) {
  Cell cell{flow.name + "." + name, {}};
  if (time) cell.value = *time;
  return cell;
}

void add_cells(const StoredFlow& flow, PointResult& result) {
  result.cells.push_back({flow.name + ".status", flow.status});
  for (const char* name : {"energy", "energy_gap"}) result.cells.push_back(last_row(flow, name));
  const ClusterTimes times = cluster_times(flow);
  result.cells.push_back(time_cell(flow, "t_form", times.form));
  result.cells.push_back(time_cell(flow, "t_break", times.break_up));
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
  if (overrides != fmt::format("{}", fmt::join(setting.overrides, "\n")))
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
