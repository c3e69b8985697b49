#pragma once
// One flow of a setup on its way into a file.
#include <memory>
#include <vector>

#include "progress.hpp"
#include "run_setup.hpp"
#include "simclr_flow/diagnostics/kernel_measures.hpp"
#include "simclr_flow/flow/audit.hpp"
#include "simclr_flow/flow/run.hpp"
#include "simclr_flow/io/trajectory_writer.hpp"

namespace simclr_flow {

class FlowRun {
 public:
  FlowRun(const RunSetup& setup, std::size_t flow);

  /// Bytes of this flow's checkpoints.
  std::size_t checkpoint_size() { return run_->checkpoint().size(); }
  /// The kinds of warnings that can be counted here; others are not checked.
  std::vector<std::string> warning_names() const;
  /// What is stored of the flow's tangent kernel: nothing for particles or where it is too large.
  std::vector<KernelSeries> kernel_series() const { return simclr_flow::kernel_series(scope_); }

  /// Runs from the file's checkpoint of this flow, or from the start, to its end.
  Status go(TrajectoryWriter& file, bool quiet);

 private:
  void add_series();
  void add_pairs();
  void add(const CadenceConfig& cadence, void (FlowRun::*row)(const Snapshot&));
  void add_frame(const Snapshot& s);
  void add_observables(const Snapshot& s);
  void add_weights(const Snapshot& s);
  void add_kernel(const Snapshot& s);
  void start_kernel();
  void rest(Run& run, bool last);
  void store_warnings();
  void commit(Run& run);
  void tell_end(const Status& status, double seconds) const;
  void tell_warnings() const;
  void tell_missing_kernel() const;

  const RunSetup& setup_;
  std::size_t flow_index_;
  const FlowConfig& config_;
  const Flow& flow_;
  KernelScope scope_;
  const Flow* test_flow_;  ///< Experiment::test_flows
  std::unique_ptr<Integrator> integrator_;
  std::unique_ptr<KernelMeasures> kernel_;  ///< null where no series of it is stored
  std::vector<std::unique_ptr<Observer>> observers_;
  Audit* audit_ = nullptr;
  std::vector<std::size_t> audited_;  ///< Audit::Kind
  std::unique_ptr<Run> run_;
  TrajectoryWriter* file_ = nullptr;
  std::unique_ptr<Progress> progress_;
  Latest latest_;
};

}  // namespace simclr_flow
