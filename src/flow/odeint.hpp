#pragma once
// Boost.Odeint on our states. Slow to compile: for the files of single steppers only.
#include <boost/numeric/odeint/algebra/algebra_dispatcher.hpp>  // before eigen.hpp
#include <boost/numeric/odeint/algebra/vector_space_algebra.hpp>
#include <boost/numeric/odeint/external/eigen/eigen.hpp>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

namespace odeint = boost::numeric::odeint;

/// A stepper class template of Odeint on State.
template <template <class...> class Stepper>
using OnState = Stepper<State, double, State, double, odeint::vector_space_algebra>;

}  // namespace simclr_flow
