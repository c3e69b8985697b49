#pragma once
#include <span>
#include <string_view>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// An activation s with its first two derivatives, elementwise on arrays.
///
///   identity u;  relu max(u,0);  leaky_relu max(u,0) + c·min(u,0);  tanh;  erf;
///   gelu u·P(g <= u), g standard normal;  softplus log(1 + e^u)
///
/// The derivatives of the kinked ones are one-sided from below at 0 and their second derivative is
/// 0: parameter flows through kinks are discontinuous (`smooth` is false) and obey their
/// dissipation identity only between flips. All are safe for every finite u.
/// Source: Hendrycks & Gimpel 2016 (gelu).
struct Activation {
  std::string_view name;
  bool smooth;
  /// value, first and second derivative of s at `count` entries of u; s1 and s2 may be null, s may
  /// be u. slope is c for leaky_relu, unused otherwise.
  void (*evaluate)(const double* u, Index count, double slope, double* s, double* s1, double* s2);
};

/// The registered activations.
std::span<const Activation> activations();

}  // namespace simclr_flow
