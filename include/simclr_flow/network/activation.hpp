#pragma once
#include <span>
#include <string_view>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// An activation s with its first two derivatives, elementwise on arrays.
///
/// relu max(u,0); leaky_relu max(u,0) + c·min(u,0); tanh; erf. The derivatives of the kinked ones
/// are one-sided from below at 0 and their second derivative is 0: parameter flows through kinks
/// are discontinuous (`smooth` is false) and obey their dissipation identity only between flips.
struct Activation {
  std::string_view name;
  bool smooth;
  /// value, first and second derivative of s at u; slope is c for leaky_relu, unused otherwise.
  void (*evaluate)(const Points& u, double slope, Points& s, Points* s1, Points* s2);
};

/// The registered activations.
std::span<const Activation> activations();

}  // namespace simclr_flow
