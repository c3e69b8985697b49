#include "observation.hpp"

#include "planned_rows.hpp"
#include "series_writer.hpp"
#include "simclr_flow/build/networks.hpp"
#include "simclr_flow/flow/stop_rules.hpp"

namespace simclr_flow::record {
namespace {

/// What the smallest |y_i| must not fall below: a hundredth of the start's where lengths are free.
/// The steps of a descent may pass y = 0.
double shortest_allowed(const RunConfig& config, const Course& course) {
  if (!course.method->integrates || !config.has_free_lengths(course.config)) return 0;
  const Flow& flow = *course.flow;
  return 0.01 * flow.outputs(flow.initial_state()).colwise().norm().minCoeff();
}

StopRules rules_of(const RunConfig& config, const Course& course) {
  const StopConfig& stop = course.config.stop;
  return {static_cast<long>(stop.steps),
          stop.wall_time,
          stop.gradient_norm,
          stop.plateau_drop,
          static_cast<long>(stop.plateau_steps),
          shortest_allowed(config, course)};
}

AuditRules audit_of(const Course& course) {
  const Method& method = *course.method;
  return {.descends = method.integrates,
          .dissipates = method.integrates && !has_kinks(course.config),
          .rtol = method.adaptive ? course.config.integrator.rtol : 0};
}

}  // namespace

std::vector<std::size_t> audited_kinds(const Course& course) {
  const AuditRules rules = audit_of(course);
  std::vector<std::size_t> kinds;
  if (rules.descends) kinds.push_back(Audit::energy_rise);
  if (rules.dissipates) kinds.push_back(Audit::dissipation);
  // One-step methods bring particles back after each step: nothing can drift.
  if (course.flow->needs_retraction() && !course.method->one_step)
    kinds.push_back(Audit::off_manifold);
  return kinds;
}

Observation::Observation(const Setup& setup, const Course& course, const std::vector<Track>& tracks,
                         const AddRow& add_row, AtRest at_rest)
    : integrator_(build_integrator(course.config.integrator,
                                   first_output(setup.config.output, course.config.stop.time))) {
  for (std::size_t k = 0; k < tracks.size(); ++k)
    observers_.push_back(std::make_unique<SeriesWriter>(
        tracks[k].cadence, [add_row, k](const Snapshot& s) { add_row(k, s); }, tracks[k].memory,
        tracks[k].at_end));
  auto audit = std::make_unique<Audit>(
      *course.flow, *integrator_, audit_of(course),
      planned_rows(setup.config.output.observables, course.config, *course.method).cadence);
  audit_ = audit.get();
  observers_.push_back(std::move(audit));
  observers_.push_back(make_stop_observer(rules_of(setup.config, course)));
  std::vector<Observer*> watching;
  for (const auto& observer : observers_) watching.push_back(observer.get());
  run_ = std::make_unique<Run>(
      *course.flow, *integrator_,
      RunPlan{.end = course.config.stop.time,
              .max_steps = static_cast<long>(course.config.integrator.max_steps),
              .at_rest = std::move(at_rest)},
      watching);
}

std::size_t checkpoint_size(const Setup& setup, const Course& course,
                            const std::vector<Track>& tracks) {
  Observation observation(
      setup, course, tracks, [](std::size_t, const Snapshot&) {}, [](Run&, bool) {});
  return observation.run().checkpoint().size();
}

}  // namespace simclr_flow::record
