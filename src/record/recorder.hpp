#pragma once
#include <chrono>

#include "observation.hpp"
#include "simclr_flow/core/work_time.hpp"
#include "simclr_flow/io/trajectory_writer.hpp"
#include "simclr_flow/record/listener.hpp"

namespace simclr_flow::record {

/// The names of what seconds are stored of: each kind of work, and the total.
std::vector<std::string> timed_kinds();

/// The names of what is counted of an integrator: accepted steps, evaluations of its flow.
std::vector<std::string> counted_kinds();

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
  void store_counts();
  /// Of the flow, those before it was resumed too: each kind of work, and the total.
  std::vector<double> seconds() const;
  /// Of the flow, those before it was resumed too: counted_kinds.
  std::vector<Index> solver() const;
  /// Of this call of go.
  WorkSeconds work() const;
  double elapsed() const;
  Ending ending(Status status) const;

  std::size_t flow_;
  const Course& course_;
  double checkpoint_every_;  ///< seconds
  TrajectoryWriter& file_;
  Listener& listener_;
  std::vector<Track> tracks_;
  std::vector<std::size_t> audited_;  ///< Audit::Kind
  Observation observation_;
  Latest latest_;
  WorkSeconds work_before_;  ///< of this thread
  std::vector<double> seconds_before_;
  std::chrono::steady_clock::time_point begun_;
};

}  // namespace simclr_flow::record
