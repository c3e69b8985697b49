#pragma once
// Embedded Runge-Kutta pairs of Boost.Odeint as steppers of Controlled. Private to flow.
#include "odeint.hpp"
//
#include <boost/numeric/odeint/stepper/controlled_runge_kutta.hpp>
#include <limits>

#include "controlled.hpp"

namespace simclr_flow {

/// Odeint's estimate of a step's error, max_i |e_i|/(atol + rtol (|x_i| + h |x'_i|)); infinite,
/// which shortens the step, where one of its parts is not a number. By itself the maximum passes
/// over such parts, and a step is refused by error > 1, which NaN is not.
class ErrorEstimate : public odeint::default_error_checker<double, odeint::vector_space_algebra,
                                                           odeint::default_operations> {
  using Base = odeint::default_error_checker<double, odeint::vector_space_algebra,
                                             odeint::default_operations>;

 public:
  using Base::Base;
  double error(odeint::vector_space_algebra& algebra, const State& x_old, const State& dxdt_old,
               State& x_err, double dt) const {
    const double size = Base::error(algebra, x_old, dxdt_old, x_err, dt);
    return x_err.allFinite() ? size : std::numeric_limits<double>::infinity();
  }
};

/// An embedded pair under Odeint's step-size control.
template <class ErrorStepper>
struct EmbeddedPair {
  using Type = odeint::controlled_runge_kutta<ErrorStepper, ErrorEstimate>;
  static constexpr bool has_memory = false;
  static constexpr double least_growth = 0;
  static Type make(const StepControl& control) {
    return Type(ErrorEstimate(control.atol, control.rtol));
  }
};

}  // namespace simclr_flow
