#pragma once
#include <functional>
#include <string>
#include <vector>

#include "simclr_flow/core/snapshot.hpp"
#include "simclr_flow/flow/cadence.hpp"
#include "simclr_flow/io/layout.hpp"
#include "simclr_flow/record/setup.hpp"

namespace simclr_flow::record {

/// What a flow stores in rows of one clock: the series, when they have their rows, and what is in a
/// row. A file's layout, its writer, its checkpoints and its readers follow from the list of them.
/// To add one: its maker as src/record/<name>_track.cpp, a line in src/record/tracks.hpp, a row in
/// the documentation's table of the file. Series among the observables (observable_path) with the
/// counter_attribute are read by what the file says: StoredFlow::tracks.
struct Track {
  std::string name;  ///< of its counter (series_paths.hpp)
  std::vector<SeriesLayout> series;
  std::vector<ParticlesLayout> particles{};  ///< groups that its series are in
  Cadence cadence;
  Index rows = 0;      ///< to lay out: those planned, or a first guess of those that come by steps
  bool at_end = true;  ///< whether the last state of a run has a row
  /// The numbers of all series, one series after another, each as it lies in the file: row by row.
  std::function<State(const Snapshot&)> row;
  /// Saves or loads what the rows to come need of those before.
  std::function<void(Archive&)> memory = [](Archive&) {};
};

/// Everything that a flow of a setup stores, in the order of the file's counters: frames,
/// observables, weights, kernel, pairs, of which it may lack some. Setup and course must outlive
/// the tracks. src/record/tracks.hpp is the list.
std::vector<Track> tracks_of(const Setup& setup, const Course& course);

}  // namespace simclr_flow::record
