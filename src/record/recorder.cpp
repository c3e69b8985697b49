#include "flow_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "say.hpp"
#include "series_writer.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/flow/stop_rules.hpp"
#include "simclr_flow/judge/kernel_scope.hpp"
#include "simclr_flow/network/activation.hpp"
#include "simclr_flow/network/neurons.hpp"

namespace simclr_flow {
namespace {

Cadence cadence_of(const CadenceConfig& config, double stop) {
  auto times = output_times(config, stop);
  times.pop_back();  // the end is shown to every series
  return Cadence(std::move(times), config.spacing == "steps" ? config.every : 0);
}

StopRules rules_of(const StopConfig& stop, double min_length) {
  return {
      static_cast<long>(stop.steps),         stop.wall_time, stop.gradient_norm, stop.plateau_drop,
      static_cast<long>(stop.plateau_steps), min_length};
}

/// What the smallest |y_i| must not fall below: a hundredth of the start's where lengths are free.
/// The steps of a descent may pass y = 0.
double shortest_allowed(const RunConfig& config, const FlowConfig& flow_config, const Flow& flow) {
  const bool integrates = entry(methods(), flow_config.integrator.method).integrates;
  if (!integrates || !config.has_free_lengths(flow_config)) return 0;
  return 0.01 * flow.outputs(flow.initial_state()).colwise().norm().minCoeff();
}

KernelScope scope_of(const RunSetup& setup, const FlowConfig& config) {
  return kernel_scope(setup.config, config, entry(methods(), config.integrator.method).integrates,
                      setup.experiment.particles(), setup.experiment.species);
}

bool has_kinks(const FlowConfig& flow) {
  return flow.kind == "network" && !entry(activations(), flow.activation).smooth;
}

AuditRules audit_of(const FlowConfig& flow) {
  const Method& method = entry(methods(), flow.integrator.method);
  return {.descends = method.integrates,
          .dissipates = method.integrates && !has_kinks(flow),
          .rtol = method.adaptive ? flow.integrator.rtol : 0};
}

}  // namespace

FlowRun::FlowRun(const RunSetup& setup, std::size_t flow)
    : setup_(setup),
      flow_index_(flow),
      config_(setup.config.flows[flow]),
      flow_(*setup.experiment.flows[flow]),
      scope_(scope_of(setup, config_)),
      test_flow_(setup.experiment.test_flows[flow].get()),
      integrator_(build_integrator(config_.integrator,
                                   first_output(setup.config.output, config_.stop.time))) {
  add_series();
  const AuditRules rules = audit_of(config_);
  if (rules.descends) audited_.push_back(Audit::energy_rise);
  if (rules.dissipates) audited_.push_back(Audit::dissipation);
  // One-step methods bring particles back after each step: nothing can drift.
  const bool one_step = entry(methods(), config_.integrator.method).one_step;
  if (flow_.needs_retraction() && !one_step) audited_.push_back(Audit::off_manifold);
  auto audit = std::make_unique<Audit>(
      flow_, *integrator_, rules, cadence_of(setup.config.output.observables, config_.stop.time));
  audit_ = audit.get();
  observers_.push_back(std::move(audit));
  observers_.push_back(
      make_stop_observer(rules_of(config_.stop, shortest_allowed(setup.config, config_, flow_))));
  std::vector<Observer*> watching;
  for (const auto& observer : observers_) watching.push_back(observer.get());
  run_ = std::make_unique<Run>(flow_, *integrator_,
                               RunPlan{.end = config_.stop.time,
                                       .max_steps = static_cast<long>(config_.integrator.max_steps),
                                       .at_rest = [this](Run& run, bool last) { rest(run, last); }},
                               watching);
}

void FlowRun::add_series() {
  add(setup_.config.output.frames, &FlowRun::add_frame);
  add(setup_.config.output.observables, &FlowRun::add_observables);
  if (flow_.weights(flow_.initial_state()).size() > 0)
    add(setup_.config.output.weights, &FlowRun::add_weights);
  add_pairs();
  if (kernel_series().empty()) return;
  kernel_ = std::make_unique<KernelMeasures>(scope_, setup_.experiment.species);
  observers_.push_back(std::make_unique<SeriesWriter>(
      cadence_of(setup_.config.output.kernel, config_.stop.time),
      [this](const Snapshot& s) { add_kernel(s); }, [this](Archive& a) { kernel_->archive(a); }));
}

void FlowRun::add_pairs() {
  auto times = planned_pairs(setup_.config.output, config_,
                             entry(methods(), config_.integrator.method).integrates,
                             flow_.initial_state().size());
  if (times.empty()) return;
  observers_.push_back(std::make_unique<SeriesWriter>(
      Cadence(std::move(times)),
      [this](const Snapshot& s) { file_->add_state(flow_index_, s.step(), s.time(), s.state()); },
      [](Archive&) {}, false));
}

void FlowRun::add(const CadenceConfig& cadence, void (FlowRun::*row)(const Snapshot&)) {
  observers_.push_back(std::make_unique<SeriesWriter>(
      cadence_of(cadence, config_.stop.time), [this, row](const Snapshot& s) { (this->*row)(s); }));
}

void FlowRun::add_frame(const Snapshot& s) {
  if (!test_flow_)
    return file_->add_frame(flow_index_, s.step(), s.time(), s.latents(), s.outputs());
  const Points outputs = test_flow_->outputs(s.weights());
  file_->add_frame(flow_index_, s.step(), s.time(), s.latents(), s.outputs(),
                   test_flow_->manifold().ambient(outputs), outputs);
}
void FlowRun::add_observables(const Snapshot& s) {
  std::vector<double> values = setup_.measures[flow_index_].measure(s);
  if (test_flow_) {
    const Points outputs = test_flow_->outputs(s.weights());
    const auto of_test = setup_.test_measures.measure(test_flow_->manifold().ambient(outputs));
    values.insert(values.end(), of_test.begin(), of_test.end());
  }
  file_->add_observables(flow_index_, s.step(), s.time(), values);
  latest_ = {s.energy(), s.gradient_norm()};
}
void FlowRun::add_weights(const Snapshot& s) {
  const State w = s.weights();
  file_->add_weights(flow_index_, s.step(), s.time(), w,
                     config_.has_neurons() ? neurons(*flow_.network(), w) : Points());
}

void FlowRun::add_kernel(const Snapshot& s) {
  if (!kernel_->has_started()) start_kernel();
  file_->add_kernel(flow_index_, s.step(), s.time(),
                    kernel_->measure(s.time(), s.energy(), s.outputs(),
                                     flow_.tangent_kernel(s.state())->matrix()));
}

void FlowRun::start_kernel() {
  const State start = flow_.initial_state();
  const Points outputs = flow_.outputs(start);
  kernel_->start(outputs, flow_.latent_energy()->evaluate(outputs, nullptr),
                 flow_.tangent_kernel(start)->matrix());
}

std::vector<std::string> FlowRun::warning_names() const {
  std::vector<std::string> names;
  for (const std::size_t kind : audited_) names.emplace_back(Audit::names[kind]);
  return names;
}

void FlowRun::rest(Run& run, bool last) {
  progress_->stepped(run, latest_);
  const bool due = file_->since_commit() >= setup_.config.output.checkpoint;
  if (last || run.steps() == 0 || due) commit(run);
}

void FlowRun::store_warnings() {
  for (std::size_t k = 0; k < audited_.size(); ++k) {
    const Warning& warning = audit_->warnings()[audited_[k]];
    file_->set_warning(flow_index_, k, warning.count, warning.worst);
  }
}

void FlowRun::commit(Run& run) {
  store_warnings();
  file_->commit(flow_index_, run.checkpoint());
}

Status FlowRun::go(TrajectoryWriter& file, bool quiet) {
  const auto begin = std::chrono::steady_clock::now();
  file_ = &file;
  const bool failed = file.outcome(flow_index_) == "failed";
  progress_ = std::make_unique<Progress>(setup_, flow_index_, quiet);
  if (const auto checkpoint = file.reopen(flow_index_)) {
    run_->restore(*checkpoint);
    const bool exact = entry(methods(), config_.integrator.method).one_step;
    if (!exact) file.count_restart(flow_index_);
    if (!quiet)
      say(stdout, "{:<16} {} t = {:.6g}{}\n", config_.name,
          failed ? "failed and is tried again from" : "goes on from", integrator_->time(),
          exact ? ""
                : fmt::format(": a restart, {} keeps no history; later steps differ within its "
                              "tolerances",
                              config_.integrator.method));
  }
  if (!quiet) tell_missing_kernel();
  const RunResult result = run_->go();
  store_warnings();
  file.finish(flow_index_, result.status);
  progress_->finish();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  if (!quiet) tell_end(result.status, taken.count());
  tell_warnings();
  return result.status;
}

void FlowRun::tell_end(const Status& status, double seconds) const {
  std::string energy;
  if (!std::isnan(latest_.energy)) energy = fmt::format("; E = {:.10g}", latest_.energy);
  if (!energy.empty() && setup_.minimum)
    energy += fmt::format(", E - E_0 = {:.3g}", latest_.energy - setup_.minimum->value);
  say(stdout, "{:<16} {}: {}, {} evaluations, {:.2f} s{}{}\n", config_.name,
      outcome_name(status.outcome), status.reason, integrator_->rhs_evaluations(), seconds, energy,
      has_kinks(config_) ? "; kinks: dE/dt is not held against the dissipation" : "");
}

void FlowRun::tell_missing_kernel() const {
  if (kernel_ || !setup_.config.has_kernel(config_)) return;
  say(stdout,
      "{:<16} its tangent kernel is not measured: {} latents of {} outputs are more than {} "
      "rows\n",
      config_.name, scope_.latents, scope_.outputs, largest_kernel_rows);
}

void FlowRun::tell_warnings() const {
  for (const std::size_t kind : audited_)
    if (audit_->warnings()[kind].count > 0)
      say(stderr, "simclr-flow: warning: {}: flow '{}': {}\n", setup_.output, config_.name,
          audit_->sentence(kind));
}

}  // namespace simclr_flow
