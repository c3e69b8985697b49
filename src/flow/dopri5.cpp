#include <fmt/format.h>

#include <boost/numeric/odeint/algebra/algebra_dispatcher.hpp>  // before eigen.hpp
#include <boost/numeric/odeint/algebra/vector_space_algebra.hpp>
#include <boost/numeric/odeint/external/eigen/eigen.hpp>
#include <boost/numeric/odeint/stepper/controlled_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/dense_output_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/generation.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>
#include <cmath>

#include "simclr_flow/flow/integrator.hpp"

namespace simclr_flow {
namespace {

namespace odeint = boost::numeric::odeint;
using Stepper =
    odeint::runge_kutta_dopri5<State, double, State, double, odeint::vector_space_algebra>;
using DenseStepper = odeint::result_of::make_dense_output<Stepper>::type;

class Dopri5 final : public Integrator {
 public:
  explicit Dopri5(const StepControl& control)
      : control_(control),
        stepper_(odeint::make_dense_output(control.atol, control.rtol, Stepper())) {}

  void start(const Flow& flow, double t, const State& x) override {
    flow_ = &flow;
    t_ = t_old_ = t;
    x_ = x;
    stepper_.initialize(x_, t, first_step());
    restart_ = false;
  }

  Status advance(double limit) override {
    double h = stepper_.current_time_step();
    // Stretch or halve towards the limit, so that no sliver of a step is left.
    if (t_ + h > limit)
      h = limit - t_;
    else if (t_ + 2 * h > limit)
      h = (limit - t_) / 2;
    if (restart_ || h != stepper_.current_time_step()) stepper_.initialize(x_, t_, h);
    if (h <= 1e-15 * std::max(std::abs(t_), 1e-300))
      return {Outcome::failed, fmt::format("the step size fell to {:.3g} at t = {:.6g}", h, t_)};
    try {
      stepper_.do_step([this](const State& x, State& dxdt, double) {
        ++evaluations_;
        flow_->rhs(x, dxdt);
      });
    } catch (const odeint::odeint_error&) {
      return {Outcome::failed,
              fmt::format("no step size satisfies the tolerances at t = {:.6g}", t_)};
    }
    if (!stepper_.current_state().allFinite())
      return {Outcome::failed, fmt::format("the state is not finite after t = {:.6g}", t_)};
    t_old_ = t_;
    t_ = std::abs(stepper_.current_time() - limit) <= 1e-14 * limit ? limit
                                                                    : stepper_.current_time();
    x_ = stepper_.current_state();
    flow_->retract(x_);
    restart_ = flow_->needs_retraction();  // a retracted state begins a new FSAL sequence
    return {};
  }

  double time() const override { return t_; }
  const State& state() const override { return x_; }
  double step_size() const override { return t_ - t_old_; }
  long rhs_evaluations() const override { return evaluations_; }

  State interpolate(double t) const override {
    if (t == t_) return x_;
    State x(x_.size());
    stepper_.calc_state(t, x);
    return x;
  }

 private:
  /// A hundredth of the time in which the state moves by its own scale (Hairer, Norsett, Wanner,
  /// Solving Ordinary Differential Equations I, II.4).
  double first_step() {
    State velocity;
    flow_->rhs(x_, velocity);
    const auto scale = control_.atol + control_.rtol * x_.array().abs();
    const double size = (x_.array() / scale).matrix().norm();
    const double speed = (velocity.array() / scale).matrix().norm();
    return size > 1e-5 && speed > 1e-5 ? 0.01 * size / speed : 1e-6;
  }

  StepControl control_;
  DenseStepper stepper_;
  const Flow* flow_ = nullptr;
  double t_ = 0, t_old_ = 0;
  State x_;
  bool restart_ = false;
  long evaluations_ = 0;
};

}  // namespace

std::unique_ptr<Integrator> make_dopri5(const StepControl& control) {
  return std::make_unique<Dopri5>(control);
}

}  // namespace simclr_flow
