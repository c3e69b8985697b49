// Laws whose places and masses both flow.
#include <fmt/format.h>

#include <cmath>

#include "search_parts.hpp"
#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/flow/measure_flow.hpp"
#include "simclr_flow/flow/run.hpp"
#include "simclr_flow/study/atoms.hpp"
#include "simclr_flow/theory/energy_facts.hpp"

namespace simclr_flow {
namespace {

constexpr double first_time = 10, time_growth = 3;
constexpr Index most_rounds = 24;
constexpr double meeting = 0.2;       // of sqrt(tau): atoms of a box at this distance are one
constexpr double together = 1e-6;     // on spheres, where atoms keep apart
constexpr double least_share = 1e-4;  // of an equal mass: lighter atoms are dying
constexpr double new_mass = 0.01;
constexpr double place_tolerance = 1e-9;  // of phi, where a better place is looked for

class MeasureSearch {
 public:
  MeasureSearch(const StudySetting& setting, const LatentSpan& span)
      : setting_(setting),
        energy_(setting.experiment.energy),
        span_(span),
        root_tau_(std::sqrt(least_temperature(setting.config.energy, theory::depends_on_kernel))),
        atoms_{span.start(),
               State::Constant(span.start().cols(), 1 / static_cast<double>(span.start().cols()))} {
  }

  StudyEnd go() {
    double time = first_time;
    for (Index round = 0; round < most_rounds; ++round, time *= time_growth) {
      follow_flow(time);
      thin_out();
      if (!try_newton() || (thin_out() && !try_newton())) continue;  // in it atoms may die
      if (!add_atom()) return told("");
    }
    return told(fmt::format("; after {} rounds to t = {:.3g}", most_rounds, passed_));
  }

 private:
  std::unique_ptr<Flow> flow() const {
    return make_measure_flow(span_.manifold(), energy_, atoms_.y, atoms_.mass);
  }

  void follow_flow(double time) {
    const auto moving = flow();
    const auto integrator = integrator_of(setting_, *moving);
    const RunResult run = Run(*moving, *integrator,
                              {.end = time, .max_steps = setting_.study.integrator.max_steps}, {})
                              .go();
    if (run.status.outcome == Outcome::interrupted) throw Cancelled{};
    State x = integrator->state();
    moving->retract(x);
    atoms_ = atoms_of(*moving, x);
    passed_ += time;
    steps_ += run.steps;
  }

  /// Without what is dying, and as one what has met; whether there was any.
  bool thin_out() {
    const Index before = atoms_.count();
    const double lightest = least_share / static_cast<double>(setting_.particles());
    const Manifold& manifold = *span_.manifold();
    const double near = manifold.facts().walls ? meeting * root_tau_ : together;
    atoms_ = merged(manifold, pruned(atoms_, lightest), near);
    return atoms_.count() < before;
  }

  /// Whether Newton's method comes to the tolerance near where it began; then atoms_ are there.
  bool try_newton() {
    flow_ = flow();
    const State before = flow_->initial_state();
    point_ = {};
    point_.x = before;
    point_.newton_steps = polish(*flow_, point_.x, setting_.study.tolerance, setting_.study.dense);
    point_.first = told_from_rounding(*flow_, point_.x, setting_.study.tolerance);
    const Points moved = flow_->outputs(point_.x) - flow_->outputs(before);
    held_ = point_.first.residual <= setting_.study.tolerance &&
            moved.colwise().norm().maxCoeff() <=
                newton_reach(least_temperature(setting_.config.energy, theory::depends_on_kernel));
    if (!held_) return false;
    atoms_ = atoms_of(*flow_, point_.x);
    return true;
  }

  /// Adds an atom where one lowers E, if there is such a place and room for an atom.
  bool add_atom() {
    const auto place = better_place(*energy_, *span_.manifold(), atoms_, place_tolerance);
    optimal_ = !place;
    if (!place || atoms_.count() >= setting_.particles()) return false;
    atoms_ = with_atom(atoms_, *place, new_mass);
    return true;
  }

  StudyEnd told(const std::string& beside) {
    point_.time = passed_;
    point_.flow_steps = steps_;
    point_.status.outcome = held_ ? Outcome::done : Outcome::failed;
    point_.status.reason =
        fmt::format("residual {:.1g}{}{}", point_.first.residual,
                    held_ && optimal_ ? "; no atom anywhere would lower E" : "", beside);
    if (held_)
      point_.spectrum = hessian_spectrum(
          *flow_, point_.x,
          spectrum_plan(plan_of(setting_.study, span_.copies()), *flow_, point_.first));
    return end_of(*flow_, span_, point_, setting_.study.eigenvalues);
  }

  const StudySetting& setting_;
  std::shared_ptr<const Energy> energy_;
  const LatentSpan& span_;
  double root_tau_, passed_ = 0;
  Index steps_ = 0;
  Atoms atoms_;
  std::unique_ptr<Flow> flow_;
  StationaryPoint point_;
  bool held_ = false, optimal_ = false;
};

}  // namespace

StudyEnd search_measure(const StudySetting& setting, const LatentSpan& span) {
  return MeasureSearch(setting, span).go();
}

}  // namespace simclr_flow
