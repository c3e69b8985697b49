#include <cmath>

#include "one_step.hpp"

namespace simclr_flow {
namespace {

class GradientDescent final : public OneStep {
 public:
  using OneStep::OneStep;

  void archive(const Flow& flow, double shown, Archive& a) override {
    OneStep::archive(flow, shown, a);
    a(begin_)(count_)(first_moment_)(second_moment_);
  }

 private:
  void begin() override {
    begin_ = t_;
    count_ = 0;
    first_moment_ = second_moment_ = State::Zero(0);
    if (control_.descent.rule != Descent::Rule::plain) first_moment_.setZero(x_.size());
    if (control_.descent.rule == Descent::Rule::adam) second_moment_.setZero(x_.size());
  }

  Status step(State& x, double& t) override {
    throw_if_cancelled();
    State direction;
    flow_->sampled_rhs(count_, x_, direction);
    ++evaluations_;
    ++count_;
    t = begin_ + static_cast<double>(count_) * control_.step;
    x += control_.step * update(direction);
    if (!x.allFinite()) return not_finite_after(t_);
    return {};
  }

  State update(const State& v) {
    const Descent& rule = control_.descent;
    if (rule.rule == Descent::Rule::plain) return v;
    if (rule.rule == Descent::Rule::momentum)
      return first_moment_ = rule.momentum * first_moment_ + v;
    first_moment_ = rule.beta1 * first_moment_ + (1 - rule.beta1) * v;
    second_moment_ = rule.beta2 * second_moment_ + (1 - rule.beta2) * v.cwiseAbs2();
    const double k = static_cast<double>(count_);
    const auto m = first_moment_.array() / (1 - std::pow(rule.beta1, k));
    const auto s = second_moment_.array() / (1 - std::pow(rule.beta2, k));
    return m / (s.sqrt() + rule.epsilon);
  }

  State within(double t) const override {
    return x_old_ + (t - t_old_) / (t_ - t_old_) * (x_ - x_old_);
  }

  double begin_ = 0;
  Index count_ = 0;
  State first_moment_, second_moment_;
};

}  // namespace

std::unique_ptr<Integrator> make_gradient_descent(const StepControl& control) {
  return std::make_unique<GradientDescent>(control);
}

}  // namespace simclr_flow
