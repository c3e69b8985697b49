#pragma once
#include <chrono>

#include "observation.hpp"
#include "simclr_flow/io/trajectory_writer.hpp"
#include "simclr_flow/record/listener.hpp"

namespace simclr_flow::record {

/// One flow of a setup on its way into a file.
class Recorder {
 public:
  /// Setup, file and listener must outlive it.
  Recorder(const Setup& setup, std::size_t flow, TrajectoryWriter& file, Listener& listener);

  /// Runs from the file's checkpoint of this flow, or from the start, to its end, which is stored;
  /// the listener is not told of it.
  Ending go();

 private:
  void begin();
  void add_row(std::size_t track, const Snapshot& snapshot);
  void rest(Run& run, bool last);
  void store_warnings();
  Ending ending(Status status, double seconds) const;

  std::size_t flow_;
  const Course& course_;
  double checkpoint_every_;  ///< seconds
  TrajectoryWriter& file_;
  Listener& listener_;
  std::vector<Track> tracks_;
  std::vector<std::size_t> audited_;  ///< Audit::Kind
  Observation observation_;
  Latest latest_;
};

}  // namespace simclr_flow::record
