#pragma once
// Embedded Runge-Kutta pairs of Boost.Odeint as steppers of Controlled. Private to flow.
#include "odeint.hpp"
//
#include <boost/numeric/odeint/stepper/controlled_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/generation.hpp>

#include "controlled.hpp"

namespace simclr_flow {

/// An embedded pair under Odeint's step-size control.
template <class ErrorStepper>
struct EmbeddedPair {
  using Type = typename odeint::result_of::make_controlled<ErrorStepper>::type;
  static constexpr bool has_memory = false;
  static constexpr double least_growth = 0;
  static Type make(const StepControl& control) {
    return odeint::make_controlled(control.atol, control.rtol, ErrorStepper());
  }
};

}  // namespace simclr_flow
