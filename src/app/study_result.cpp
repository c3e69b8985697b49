// A study as a point of a sweep.
#include <algorithm>

#include "study.hpp"

namespace simclr_flow {
namespace {

Cell gap(const char* name, const StudyEnd* end, const std::optional<double>& known) {
  Cell cell{name, {}};
  if (end && known) cell.value = end->energy - *known;
  return cell;
}

/// Of the lowest configuration; empty cells if there is none.
void add_lowest(const Study& study, PointResult& result) {
  const Configuration* lowest =
      study.configurations.empty() ? nullptr : &study.configurations.front();
  const StudyEnd* end =
      lowest ? &*study.stored.ends[static_cast<std::size_t>(lowest->start)] : nullptr;
  const auto add = [&](const char* name, const auto& value) {
    Cell cell{name, {}};
    if (lowest) cell.value = value();
    result.cells.push_back(std::move(cell));
  };
  add("energy", [&] { return end->energy; });
  add("kind", [&] { return std::string(stationarity_name(lowest->kind)); });
  add("index", [&] { return static_cast<double>(end->negative); });
  Cell eigenvalue{"eigenvalue", {}};
  if (end && end->eigenvalues.size() > 0) eigenvalue.value = end->eigenvalues[0];
  result.cells.push_back(eigenvalue);
  add("clusters", [&] { return static_cast<double>(lowest->atoms.z.cols()); });
  add("share", [&] { return share_of(study.stored, *lowest); });
  result.cells.push_back(gap("gap_to_bound", end, study.reference.bound));
  result.cells.push_back(gap("gap_to_best", end, study.reference.best));
  add("name", [&] { return lowest->name.empty() ? std::string("unnamed") : lowest->name; });
}

}  // namespace

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
  add_lowest(study, result);
  result.cells.push_back({"distinct", static_cast<double>(study.configurations.size())});
  result.cells.push_back({"not_stationary", failed});
  return result;
}

}  // namespace simclr_flow
