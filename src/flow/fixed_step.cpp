// Fixed-step one-step methods on Boost.Odeint steppers.
#include "odeint.hpp"
//
#include <boost/numeric/odeint/stepper/euler.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta4.hpp>

#include "one_step.hpp"

namespace simclr_flow {
namespace {

/// Step k ends at t_begin + k h: no rounding adds up. Outputs inside a step are one shorter step
/// from its beginning.
template <class Stepper>
class FixedStep final : public OneStep {
 public:
  using OneStep::OneStep;

  void archive(const Flow& flow, double shown, Archive& a) override {
    OneStep::archive(flow, shown, a);
    a(begin_)(count_);
  }

 private:
  void begin() override {
    begin_ = t_;
    count_ = 0;
  }
  Status step(State& x, double& t) override {
    t = begin_ + static_cast<double>(count_ + 1) * control_.step;
    if (!(t > t_))
      return {Outcome::failed,
              fmt::format("a step of {:.3g} does not move the time t = {:.6g}", control_.step, t_)};
    Stepper().do_step(system(), x, t_, t - t_);
    if (!x.allFinite())
      return {Outcome::failed,
              fmt::format("the state is not finite after t = {:.6g}; a smaller step may help", t_)};
    ++count_;
    return {};
  }
  State within(double t) const override {
    State x = x_old_;
    Stepper().do_step(system(), x, t_old_, t - t_old_);
    return x;
  }

  double begin_ = 0;
  Index count_ = 0;
};

}  // namespace

std::unique_ptr<Integrator> make_euler(const StepControl& control) {
  return std::make_unique<FixedStep<OnState<odeint::euler>>>(control);
}
std::unique_ptr<Integrator> make_rk4(const StepControl& control) {
  return std::make_unique<FixedStep<OnState<odeint::runge_kutta4>>>(control);
}

}  // namespace simclr_flow
