// Fixed-step one-step methods on Boost.Odeint steppers.
#include <boost/numeric/odeint/algebra/algebra_dispatcher.hpp>  // before eigen.hpp
#include <boost/numeric/odeint/algebra/vector_space_algebra.hpp>
#include <boost/numeric/odeint/external/eigen/eigen.hpp>
#include <boost/numeric/odeint/stepper/euler.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta4.hpp>

#include "simclr_flow/flow/integrator.hpp"

namespace simclr_flow {
namespace {

namespace odeint = boost::numeric::odeint;

template <class Stepper>
class FixedStep final : public Integrator {
 public:
  explicit FixedStep(const StepControl& control) : nominal_step_(control.step) {}

  void start(const Flow& flow, double t, const State& x) override {
    flow_ = &flow;
    t_ = t_old_ = t;
    x_ = x_old_ = x_end_ = x;
  }

  Status advance(double limit) override {
    // A last sliver below 1e-9 of a step is taken with the step before it.
    const bool last = t_ + nominal_step_ * (1 + 1e-9) >= limit;
    const double t_new = last ? limit : t_ + nominal_step_;
    State x_new = x_;
    stepper_.do_step(system(), x_new, t_, t_new - t_);
    if (!x_new.allFinite())
      return {Outcome::failed, "the state is not finite after a step; a smaller step may help"};
    t_old_ = t_;
    x_old_ = x_;
    t_ = t_new;
    x_end_ = x_ = std::move(x_new);
    flow_->retract(x_);
    return {};
  }

  double time() const override { return t_; }
  const State& state() const override { return x_; }
  double step_size() const override { return t_ - t_old_; }
  long rhs_evaluations() const override { return evaluations_; }

  /// Cubic Hermite interpolation: error O(h^4), no worse than rk4.
  State interpolate(double t) const override {
    if (t == t_) return x_;
    State slope_old(x_.size()), slope_end(x_.size());
    system()(x_old_, slope_old, t_old_);
    system()(x_end_, slope_end, t_);
    const double h = t_ - t_old_, s = (t - t_old_) / h, r = 1 - s;
    return r * r * (1 + 2 * s) * x_old_ + s * s * (1 + 2 * r) * x_end_ +
           h * s * r * (r * slope_old - s * slope_end);
  }

 private:
  auto system() const {
    return [this](const State& x, State& dxdt, double) {
      ++evaluations_;
      flow_->rhs(x, dxdt);
    };
  }

  const Flow* flow_ = nullptr;
  Stepper stepper_;
  double nominal_step_, t_ = 0, t_old_ = 0;
  State x_, x_old_, x_end_;  // x_end_: the end of the last step before its retraction
  mutable long evaluations_ = 0;
};

using Algebra = odeint::vector_space_algebra;
using Euler = odeint::euler<State, double, State, double, Algebra>;
using RungeKutta4 = odeint::runge_kutta4<State, double, State, double, Algebra>;

}  // namespace

std::unique_ptr<Integrator> make_euler(const StepControl& control) {
  return std::make_unique<FixedStep<Euler>>(control);
}
std::unique_ptr<Integrator> make_rk4(const StepControl& control) {
  return std::make_unique<FixedStep<RungeKutta4>>(control);
}

}  // namespace simclr_flow
