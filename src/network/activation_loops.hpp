#pragma once
// Activations in vectors. Included as core/simd.hpp is.
#include "core/exponential.hpp"
#include "core/log2.hpp"
#include "network_passes.hpp"

namespace simclr_flow {
namespace {

/// s and its derivatives at the entries of a vector.
struct VectorJet {
  Vector s, s1, s2;
};

[[gnu::always_inline]] inline VectorJet identity(Vector u, double) {
  return {u, broadcast(1), Vector{}};
}
[[gnu::always_inline]] inline VectorJet relu(Vector u, double) {
  return {u < 0 ? Vector{} : u, u > 0 ? broadcast(1) : Vector{}, Vector{}};
}
[[gnu::always_inline]] inline VectorJet leaky_relu(Vector u, double slope) {
  const auto above = u > 0;
  return {above ? u : slope * u, above ? broadcast(1) : broadcast(slope), Vector{}};
}
[[gnu::always_inline]] inline VectorJet tanh(Vector u, double) {
  const Vector s = hyperbolic_tangent(u), s1 = 1 - s * s;
  return {s, s1, -2 * s * s1};
}
[[gnu::always_inline]] inline VectorJet softplus(Vector u, double) {
  const Vector e = decaying_exponential(u > 0 ? -u : u), whole = 1 + e;
  const Vector above = u < 0 ? Vector{} : u, sigma = (u > 0 ? broadcast(1) : e) / whole;
  return {above + log_of_one_plus(e), sigma, e / (whole * whole)};
}

/// Derivatives up to `order`; s may be u.
template <VectorJet (*jet)(Vector, double), int order>
void each_up_to(const double* u, long count, double slope, double* s, double* s1, double* s2) {
  const auto keep = [&](long at, const VectorJet& v, auto put) __attribute__((always_inline)) {
    put(s + at, v.s);
    if constexpr (order > 0) put(s1 + at, v.s1);
    if constexpr (order > 1) put(s2 + at, v.s2);
  };
  long at = 0;
  for (; at + lanes <= count; at += lanes) keep(at, jet(load_loose(u + at), slope), store_loose);
  const long rest = count - at;
  if (rest > 0)
    keep(at, jet(load_some(u + at, rest), slope),
         [rest](double* to, Vector v) { store_some(to, v, rest); });
}

template <VectorJet (*jet)(Vector, double)>
void each(const double* u, long count, double slope, double* s, double* s1, double* s2) {
  const auto loop = !s1 ? each_up_to<jet, 0> : !s2 ? each_up_to<jet, 1> : each_up_to<jet, 2>;
  loop(u, count, slope, s, s1, s2);
}

}  // namespace
}  // namespace simclr_flow
