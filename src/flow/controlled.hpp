#pragma once
// Adaptive one-step methods on controlled steppers of Boost.Odeint. Private to flow.
#include <algorithm>
#include <boost/numeric/odeint/stepper/controlled_step_result.hpp>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "one_step.hpp"

namespace simclr_flow {

/// Stepper: made from (atol, rtol), try_step(system, x, t, h). Nothing but (t, x, h) passes from
/// step to step, so these resume bitwise: a first-same-as-last derivative is the right-hand side at
/// x, and a stepper with other memory is reset before each step.
template <class Stepper>
class Controlled final : public OneStep {
 public:
  explicit Controlled(const StepControl& control) : OneStep(control), trial_(control) {}

  void archive(const Flow& flow, double shown, Archive& a) override {
    OneStep::archive(flow, shown, a);
    a(next_step_);
  }

 private:
  /// A stepper on its way through tries of steps.
  struct Trial {
    explicit Trial(const StepControl& with) : control(with) { reset(); }
    void reset() { stepper = Stepper::make(control); }
    StepControl control;
    typename Stepper::Type stepper = Stepper::make(control);
  };

  void begin() override { next_step_ = 0; }

  Status step(State& x, double& t) override {
    if (Stepper::has_memory || flow_->needs_retraction()) trial_.reset();
    for (double h = next_step_ > 0 ? next_step_ : first_step();;) {
      h = std::min(h, control_.max_step);
      if (const double least = least_step(); !(h >= least)) return too_short(h);
      const double tried = h;
      if (!attempt(trial_, x, t, h)) continue;
      next_step_ = std::max(h, Stepper::least_growth * tried);
      return {};
    }
  }

  /// Tries a step of length h. If it is refused, (x, t) stand and h is shorter. A derivative or a
  /// state that is not finite refuses it: Odeint compares errors that are not numbers, and takes
  /// the step for a success.
  bool attempt(Trial& trial, State& x, double& t, double& h) const {
    const State x_before = x;
    const double t_before = t, tried = h;
    finite_ = true;
    const bool accepted = trial.stepper.try_step(system(), x, t, h) == odeint::success;
    if (finite_ && x.allFinite() && (accepted || h < tried)) return accepted;
    trial.reset();  // its memory may not be finite
    x = x_before;
    t = t_before;
    h = tried / 4;
    return false;
  }

  double least_step() const { return std::max({control_.min_step, 1e-15 * std::abs(t_), 1e-300}); }

  Status too_short(double h) const {
    if (!finite_)
      return {Outcome::failed,
              fmt::format("the right-hand side is not finite, however short the step from t = "
                          "{:.6g}",
                          t_)};
    if (h < control_.min_step)
      return {Outcome::failed,
              fmt::format("the tolerances ask for a step of {:.3g} at t = {:.6g}, below "
                          "integrator.min_step = {:.3g}",
                          h, t_, control_.min_step)};
    return {Outcome::failed, fmt::format("the step size fell to {:.3g} at t = {:.6g}", h, t_)};
  }

  /// Outputs inside a step: the same method from its beginning, in one shorter step or, where the
  /// tolerances refuse that, in several. A stepper with memory chooses orders by its estimates of
  /// former steps, which here it has not: it is asked for more, and for as much as the step itself
  /// where a right-hand side with kinks denies that.
  State within(double end) const override {
    if (Stepper::has_memory)
      if (const auto x = reach(end, 1000)) return *x;
    if (const auto x = reach(end, 1)) return *x;
    throw std::runtime_error(
        fmt::format("no steps within the tolerances lead to the output at t = {:.6g}", end));
  }

  /// The state at a time inside the last step, by steps of tolerances divided by `stricter`.
  std::optional<State> reach(double end, double stricter) const {
    StepControl control = control_;
    control.rtol /= stricter;
    control.atol /= stricter;
    Trial trial(control);
    State x = x_old_;
    double t = t_old_, h = end - t_old_;
    const double slack = 1e-14 * (t_ - t_old_);
    for (int tries = 0; end - t > slack; ++tries) {
      if (tries == 1000 || h < slack) return std::nullopt;
      h = std::min(h, end - t);
      attempt(trial, x, t, h);
    }
    return x;
  }

  /// That given or chosen, but not beyond the first output: what starts near rest moves by its own
  /// scale much later than by what it grows at.
  double first_step() const {
    const double h = control_.initial_step > 0 ? control_.initial_step : chosen_step();
    const double output = control_.first_output - t_;
    return std::max(output > 0 ? std::min(h, output) : h, control_.min_step);
  }

  /// A hundredth of the time in which the state moves by its own scale (Hairer, Norsett, Wanner,
  /// Solving Ordinary Differential Equations I, II.4).
  double chosen_step() const {
    State velocity;
    system()(x_, velocity, t_);
    const auto scale = control_.atol + control_.rtol * x_.array().abs();
    const double size = (x_.array() / scale).matrix().norm();
    const double speed = (velocity.array() / scale).matrix().norm();
    return size > 1e-5 && speed > 1e-5 ? 0.01 * size / speed : 1e-6;
  }

  Trial trial_;
  double next_step_ = 0;  ///< 0: the first
};

}  // namespace simclr_flow
