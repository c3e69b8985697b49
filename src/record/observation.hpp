#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "simclr_flow/flow/audit.hpp"
#include "simclr_flow/flow/run.hpp"
#include "simclr_flow/record/track.hpp"

namespace simclr_flow::record {

/// A flow with all that looks at it: its integrator, the tracks, the audit of its laws, its
/// stopping rules. Setup, course and tracks must outlive it.
class Observation {
 public:
  /// Takes the row of a track, by its place among the tracks, at a snapshot.
  using AddRow = std::function<void(std::size_t track, const Snapshot&)>;
  using AtRest = std::function<void(Run& run, bool last)>;  ///< RunPlan::at_rest

  Observation(const Setup& setup, const Course& course, const std::vector<Track>& tracks,
              const AddRow& add_row, AtRest at_rest);

  Run& run() { return *run_; }
  const Run& run() const { return *run_; }
  const Integrator& integrator() const { return *integrator_; }
  const Audit& audit() const { return *audit_; }

 private:
  std::unique_ptr<Integrator> integrator_;
  std::vector<std::unique_ptr<Observer>> observers_;
  Audit* audit_;
  std::unique_ptr<Run> run_;
};

/// Bytes of the flow's checkpoints.
std::size_t checkpoint_size(const Setup& setup, const Course& course,
                            const std::vector<Track>& tracks);

/// The kinds of warnings (Audit::Kind) that can be counted of a flow; others are not checked.
std::vector<std::size_t> audited_kinds(const Course& course);

}  // namespace simclr_flow::record
