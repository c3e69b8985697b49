#include "study_result.hpp"

#include <algorithm>

namespace simclr_flow {
namespace {

Cell gap(const char* name, const StudyEnd* end, const std::optional<double>& known) {
  Cell cell{name, {}};
  if (end && known) cell.value = end->energy - *known;
  return cell;
}

}  // namespace

std::vector<Cell> cells_of(const Study& study, const Configuration* configuration) {
  const StudyEnd* end =
      configuration ? &*study.stored.ends[static_cast<std::size_t>(configuration->start)] : nullptr;
  std::vector<Cell> cells;
  const auto add = [&](const char* name, const auto& value) {
    cells.push_back({name, {}});
    if (configuration) cells.back().value = value();
  };
  add("energy", [&] { return end->energy; });
  add("kind", [&] { return std::string(stationarity_name(configuration->kind)); });
  add("index", [&] { return static_cast<double>(end->negative); });
  cells.push_back({"eigenvalue", {}});
  if (end && end->eigenvalues.size() > 0) cells.back().value = end->eigenvalues[0];
  add("clusters", [&] { return static_cast<double>(configuration->atoms.z.cols()); });
  add("share", [&] { return share_of(study.stored, *configuration); });
  cells.push_back(gap("gap_to_bound", end, study.reference.bound));
  cells.push_back(gap("gap_to_best", end, study.reference.best));
  add("name",
      [&] { return configuration->name.empty() ? std::string("unnamed") : configuration->name; });
  return cells;
}

PointResult study_result(const std::string& file, const PointSetting& setting) {
  const Study study = stored_study(file, {});
  require_setting(file, study.stored.text("config"), study.stored.text("overrides"), setting);
  PointResult result{PointState::done, "", {}};
  double failed = 0;
  for (const auto& end : study.stored.ends) {
    if (!end) result.state = PointState::unfinished;
    if (end && !end->stationary) ++failed;
  }
  if (result.state == PointState::done && study.configurations.empty()) {
    result.state = PointState::failed;
    result.reason = "no start is stationary; start 0: " + study.stored.ends.front()->reason;
  }
  result.cells =
      cells_of(study, study.configurations.empty() ? nullptr : &study.configurations.front());
  result.cells.push_back({"distinct", static_cast<double>(study.configurations.size())});
  result.cells.push_back({"not_stationary", failed});
  return result;
}

}  // namespace simclr_flow
