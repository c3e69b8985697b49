#pragma once
// Adaptive one-step methods on controlled steppers of Boost.Odeint. Private to flow.
#include <algorithm>
#include <boost/numeric/odeint/stepper/controlled_step_result.hpp>
#include <cmath>
#include <stdexcept>

#include "one_step.hpp"

namespace simclr_flow {

/// Stepper: made from (atol, rtol), try_step(system, x, t, h). Nothing but (t, x, h) passes from
/// step to step, so these resume bitwise: a first-same-as-last derivative is the right-hand side at
/// x, and a stepper with other memory is reset before each step.
template <class Stepper>
class Controlled final : public OneStep {
 public:
  explicit Controlled(const StepControl& control)
      : OneStep(control), stepper_(Stepper::make(control)) {}

  void archive(const Flow& flow, double shown, Archive& a) override {
    OneStep::archive(flow, shown, a);
    a(next_step_);
  }

 private:
  void begin() override { next_step_ = control_.initial_step; }

  Status step(State& x, double& t) override {
    if (Stepper::has_memory || flow_->needs_retraction()) stepper_ = Stepper::make(control_);
    for (double h = next_step_ > 0 ? next_step_ : std::max(first_step(), control_.min_step);;) {
      h = std::min(h, control_.max_step);
      if (h < control_.min_step || h <= 1e-15 * std::abs(t_) || !(h > 1e-300))
        return {Outcome::failed, fmt::format("the step size fell to {:.3g} at t = {:.6g}", h, t_)};
      const double tried = h;
      const bool accepted = attempt(stepper_, x, t, h);
      if (accepted && x.allFinite()) {
        next_step_ = std::max(h, Stepper::least_growth * tried);
        return {};
      }
      if (!accepted && h < tried && x.allFinite()) continue;
      // Odeint takes a step that is not a number for a success.
      stepper_ = Stepper::make(control_);
      x = x_;
      t = t_;
      h = tried / 4;
    }
  }

  bool attempt(typename Stepper::Type& stepper, State& x, double& t, double& h) const {
    return stepper.try_step(system(), x, t, h) == odeint::success;
  }

  /// Outputs inside a step: the same method from its beginning, in one shorter step or, where the
  /// tolerances refuse that, in several. A stepper with memory chooses orders by its estimates of
  /// former steps, which here it has not: it is asked for more.
  State within(double end) const override {
    StepControl control = control_;
    if (Stepper::has_memory) control.rtol /= 1000, control.atol /= 1000;
    auto stepper = Stepper::make(control);
    State x = x_old_;
    double t = t_old_, h = end - t_old_;
    for (int tries = 0; tries < 1000 && end - t > 1e-14 * (t_ - t_old_); ++tries) {
      h = std::min(h, end - t);
      attempt(stepper, x, t, h);
    }
    if (end - t > 1e-14 * (t_ - t_old_))
      throw std::runtime_error(
          fmt::format("no steps within the tolerances lead to the output at t = {:.6g}", end));
    return x;
  }

  /// A hundredth of the time in which the state moves by its own scale (Hairer, Norsett, Wanner,
  /// Solving Ordinary Differential Equations I, II.4).
  double first_step() const {
    State velocity;
    system()(x_, velocity, t_);
    const auto scale = control_.atol + control_.rtol * x_.array().abs();
    const double size = (x_.array() / scale).matrix().norm();
    const double speed = (velocity.array() / scale).matrix().norm();
    return size > 1e-5 && speed > 1e-5 ? 0.01 * size / speed : 1e-6;
  }

  typename Stepper::Type stepper_;
  double next_step_ = 0;  ///< 0: to be chosen
};

}  // namespace simclr_flow
