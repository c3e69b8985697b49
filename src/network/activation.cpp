#include "simclr_flow/network/activation.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "network_passes.hpp"

namespace simclr_flow {
namespace {

using std::numbers::inv_sqrtpi, std::numbers::sqrt2;

/// s and its derivatives at one point.
struct Jet {
  double s, s1, s2;
};

template <Jet (*jet)(double u, double slope)>
void each_scalar(const double* u, Index count, double slope, double* s, double* s1, double* s2) {
  const auto loop = [&](auto&& keep) {
#if !defined(__clang__)
#pragma GCC ivdep  // s may be u, entry by entry
#endif
    for (Index k = 0; k < count; ++k) keep(k, jet(u[k], slope));
  };
  if (!s1) return loop([s](Index k, Jet at) { s[k] = at.s; });
  if (!s2) return loop([s, s1](Index k, Jet at) { s[k] = at.s, s1[k] = at.s1; });
  loop([s, s1, s2](Index k, Jet at) { s[k] = at.s, s1[k] = at.s1, s2[k] = at.s2; });
}

Jet erf(double u, double) {
  const double s1 = 2 * inv_sqrtpi * std::exp(-u * u);
  return {std::erf(u), s1, -2 * u * s1};
}
Jet gelu(double u, double) {
  const double below = 0.5 * std::erfc(-u / sqrt2);
  const double density = inv_sqrtpi / sqrt2 * std::exp(-0.5 * u * u);
  const double bend = density > 0 ? density * (2 - u * u) : 0;  // u * u may be infinite
  return {u * below, below + u * density, bend};
}

/// The loop of the instruction set that the processor has.
template <ActivationLoops NetworkPasses::*loops>
void vectorised(const double* u, Index count, double slope, double* s, double* s1, double* s2) {
  (network_passes().*loops).evaluate(u, count, slope, s, s1, s2);
}

/// An activation, and its loops of the instruction set where it has any.
struct Row {
  Activation activation;
  ActivationLoops NetworkPasses::*loops;
};
template <ActivationLoops NetworkPasses::*loops>
constexpr Row in_vectors(std::string_view name, bool smooth) {
  return {{name, smooth, vectorised<loops>}, loops};
}
template <Jet (*jet)(double u, double slope)>
constexpr Row one_by_one(std::string_view name, bool smooth) {
  return {{name, smooth, each_scalar<jet>}, nullptr};
}

constexpr std::array table_rows{
    in_vectors<&NetworkPasses::identity>("identity", true),
    in_vectors<&NetworkPasses::relu>("relu", false),
    in_vectors<&NetworkPasses::leaky_relu>("leaky_relu", false),
    in_vectors<&NetworkPasses::tanh>("tanh", true),
    one_by_one<erf>("erf", true),
    one_by_one<gelu>("gelu", true),
    in_vectors<&NetworkPasses::softplus>("softplus", true),
};

constexpr auto table = [] {
  std::array<Activation, table_rows.size()> all{};
  for (std::size_t k = 0; k < table_rows.size(); ++k) all[k] = table_rows[k].activation;
  return all;
}();

}  // namespace

std::span<const Activation> activations() { return table; }

const SingleLoops* single_loops(const Activation& activation, long inputs, long outputs) {
  if (inputs > most_single || outputs > most_single) return nullptr;
  for (const Row& row : table_rows)
    if (row.loops && row.activation.evaluate == activation.evaluate)
      return &(network_passes().*row.loops).single[inputs - 1][outputs - 1];
  return nullptr;
}

}  // namespace simclr_flow
