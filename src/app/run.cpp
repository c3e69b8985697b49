#include "simclr_flow/flow/run.hpp"

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <limits>

#include "progress.hpp"
#include "run_setup.hpp"
#include "say.hpp"
#include "simclr_flow/io/trajectory_writer.hpp"

namespace simclr_flow {
namespace {

volatile std::sig_atomic_t signal_received = 0;
void note_signal(int signal) { signal_received = signal; }

/// Frames and observables of one flow into the file.
class FlowWriter final : public Observer {
 public:
  FlowWriter(TrajectoryWriter& file, std::size_t flow, const Measures& measures)
      : file_(file), flow_(flow), measures_(measures) {}

  void observe(const Snapshot& s) override {
    file_.add_frame(flow_, s.step, s.time, s.latents, s.outputs);
    file_.add_observables(flow_, s.step, s.time, measures_.measure(s));
    if (s.step == 0) file_.commit();
    last_energy_ = s.energy;
  }
  /// Not a number before the first snapshot.
  double last_energy() const { return last_energy_; }

 private:
  TrajectoryWriter& file_;
  std::size_t flow_;
  const Measures& measures_;
  double last_energy_ = std::numeric_limits<double>::quiet_NaN();
};

void print_end(const RunSetup& setup, std::size_t f, const Status& status, double energy,
               long evaluations, double seconds) {
  const std::string gap =
      setup.minimum ? fmt::format(", E - E_0 = {:.3g}", energy - setup.minimum->value) : "";
  say(stdout, "{:<16} {}: {}, {} evaluations, {:.2f} s; E = {:.10g}{}\n",
      setup.config.flows[f].name, outcome_name(status.outcome), status.reason, evaluations, seconds,
      energy, gap);
}

Status run_flow(const RunSetup& setup, std::size_t f, TrajectoryWriter& file, bool quiet) {
  const auto begin = std::chrono::steady_clock::now();
  const FlowConfig& config = setup.config.flows[f];
  const Flow& flow = *setup.experiment.flows[f];
  const auto integrator = build_integrator(config.integrator);
  FlowWriter writer(file, f, setup.measures);
  Progress progress(config.name, config.stop.time, setup.times[f].at(1), quiet);
  RunPlan plan;
  plan.times = setup.times[f];
  plan.max_steps = static_cast<long>(config.integrator.max_steps);
  plan.interrupted = [] { return signal_received != 0; };
  plan.stepped = [&](const Integrator& i) {
    progress.stepped(i);
    file.commit_if_due();
  };
  const State start = flow.initial_state();
  if (const State weights = flow.weights(start); weights.size() > 0)
    file.add_weights(f, 0, 0, weights);
  Observer* const observers[] = {&writer};
  const RunResult result = run(flow, *integrator, plan, observers);
  if (const State weights = flow.weights(integrator->state()); weights.size() > 0)
    file.add_weights(f, result.steps, integrator->time(), weights);
  file.finish(f, result.status);
  progress.finish();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  if (!quiet)
    print_end(setup, f, result.status, writer.last_energy(), integrator->rhs_evaluations(),
              taken.count());
  return result.status;
}

}  // namespace

int run_command(const RunOptions& options) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, note_signal);
  const RunSetup setup = prepare(options);
  const std::string output = check_output(setup.output, options.force, setup.layout.bytes());
  TrajectoryWriter file(output, setup.layout);
  if (!options.quiet)
    say(stdout, "{}: {} latents on {}, {} flow{}, into {}\n", setup.config.title,
        setup.experiment.particles(), setup.experiment.manifold->name(), setup.config.flows.size(),
        setup.config.flows.size() == 1 ? "" : "s", setup.output);
  int code = exit_code::done;
  for (std::size_t f = 0; f < setup.config.flows.size(); ++f) {
    const Status status = run_flow(setup, f, file, options.quiet);
    if (status.outcome == Outcome::interrupted) code = exit_code::interrupted;
    if (status.outcome == Outcome::failed) {
      code = exit_code::numerical;
      say(stderr, "simclr-flow: flow '{}' failed: {}\n", setup.config.flows[f].name, status.reason);
    }
  }
  if (const std::string untrimmed = file.close(); !untrimmed.empty())
    say(stderr, "simclr-flow: '{}' is complete, but {}\n", output, untrimmed);
  return code;
}

}  // namespace simclr_flow
