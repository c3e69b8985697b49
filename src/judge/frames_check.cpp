// Whether a flow's rows are there, as its configuration plans them; without that nothing is judged.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "latent_measures.hpp"
#include "make_check.hpp"
#include "planned_rows.hpp"
#include "planned_sizes.hpp"
#include "rows.hpp"
#include "simclr_flow/io/series_paths.hpp"
#include "spectral_modes.hpp"

namespace simclr_flow {
namespace {

std::string complaint_of_status(const Judged& j) {
  constexpr std::string_view statuses[] = {"done", "running", "interrupted", "failed"};
  if (std::ranges::count(statuses, j.flow.status) == 0)
    return fmt::format("its status is '{}', none of {}", j.flow.status, fmt::join(statuses, ", "));
  if (j.flow.status == "failed" && j.flow.reason.empty()) return "it failed for no reason";
  return "";
}

/// Exactly the observables that such a run measures: a gap only with a proven minimum.
std::vector<std::string> planned_observables(const Judged& j) {
  std::vector<std::string> names{"energy", "gradient_norm", "dissipation"};
  if (space_of(j).free_lengths && j.flow_config.has_raw_outputs()) names.push_back("min_length");
  if (j.minimum) names.push_back("energy_gap");
  const bool is_stored = j.flow.observables.contains("spectral_alignment");
  if ((is_stored || !may_lack_series(j.run)) && has_spectral_modes(j.run, j.config))
    names.push_back("spectral_alignment");
  std::ranges::copy(measure_names(j.run, !j.flow.species.empty(), j.flow.observables),
                    std::back_inserter(names));
  return names;
}

/// What an older file lacks of what is measured of such a run today, in words.
std::string told_lacks(const Judged& j) {
  if (!may_lack_series(j.run)) return "";
  std::vector<std::string> lacks = lacking_kernel_series(j);
  std::vector<std::string> today = measure_names(!j.flow.species.empty());
  if (has_spectral_modes(j.run, j.config)) today.push_back("spectral_alignment");
  for (const std::string& name : today)
    if (!j.flow.observables.contains(name)) lacks.push_back(name);
  return lacks.empty() ? ""
                       : fmt::format("written before {} were measured", fmt::join(lacks, ", "));
}

std::string complaint_of_observables(const Judged& j) {
  const std::vector<std::string> planned = planned_observables(j);
  for (const std::string& name : planned)
    if (!j.flow.observables.contains(name)) return fmt::format("observable '{}' is missing", name);
  for (const auto& [name, values] : j.flow.observables)
    if (std::ranges::count(planned, name) == 0)
      return fmt::format("observable '{}' is stored, and not planned", name);
  for (const auto& [track, stored] : j.flow.tracks)
    if (track != track_name::kernel)  // whose series complaint_of_kernel knows
      for (const auto& [name, rows] : stored.series)
        return fmt::format("observable '{}' is stored in rows of '{}', and not planned", name,
                           track);
  return "";
}

std::string complaint_of_rows(const Judged& j) {
  const OutputConfig& output = j.config.output;
  if (j.flow.positions.empty()) return "no frame is stored";
  if (!are_planned_rows(j, output.frames, j.flow.frames))
    return "frames are not at their planned times";
  if (!are_planned_rows(j, output.observables, j.flow.observables_clock) ||
      !observable_row(j.flow, 0))
    return "observables are not at their planned times";
  const bool stopped = j.flow.status == "running" || j.flow.status == "interrupted";
  const StoredClock& weights = j.flow.weights_clock;
  const bool seen = j.flow_config.has_neurons();  // by check_neurons
  if (j.flow.weights > 0 && !seen && !(stopped && weights.time.empty()) &&
      !are_planned_rows(j, output.weights, weights))
    return "weights are not at their planned times";
  if (!j.flow.first_weights.allFinite()) return "weights of row 0 are not finite";
  if (!stores_all_probes(j)) return "probes are not at their planned times, whole and finite";
  return complaint_of_kernel(j);
}

std::string complaint_of_values(const Judged& j) {
  for (std::size_t t = 0; t < j.flow.positions.size(); ++t)
    if (!j.flow.positions[t].allFinite()) return fmt::format("frame {} is not finite", t);
  for (std::size_t t = 0; t < j.flow.angles.size(); ++t)
    if (!j.flow.angles[t].allFinite()) return fmt::format("angles of frame {} are not finite", t);
  for (const auto& [name, values] : j.flow.observables)
    for (std::size_t t = 0; t < values.size(); ++t)
      if (!std::isfinite(values[t]))
        return fmt::format("row {} of observable '{}' is not finite", t, name);
  return "";
}

std::string complaint_of(const Judged& j) {
  if (std::string what = contradiction(j.run, j.config); !what.empty()) return what;
  if (std::string what = contradiction(j); !what.empty()) return what;
  for (const auto complaint :
       {complaint_of_status, complaint_of_observables, complaint_of_rows, complaint_of_values})
    if (std::string what = complaint(j); !what.empty()) return what;
  return "";
}

/// What can be told of a flow without frames: its sizes, and that it failed for a reason.
Findings check_beginning(const Judged& j) {
  std::string what = contradiction(j.run, j.config);
  if (what.empty()) what = contradiction(j);
  if (what.empty()) what = complaint_of_status(j);
  if (what.empty()) return {};
  Check check =
      yes_no_check("frames", "frames and observables", "none: it has not begun", false, 0);
  check.detail = what;
  return check;
}

}  // namespace

Findings check_frames(const Judged& j) {
  if (!has_begun(j)) return check_beginning(j);
  const std::string what = complaint_of(j);
  Check check =
      yes_no_check("frames", "frames and observables", "complete, finite, at the planned times",
                   what.empty(), static_cast<double>(j.flow.positions.size()));
  check.detail = what.empty() ? told_lacks(j) : what;
  return check;
}

}  // namespace simclr_flow
