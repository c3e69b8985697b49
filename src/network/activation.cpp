#include "simclr_flow/network/activation.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace simclr_flow {
namespace {

using std::numbers::inv_sqrtpi, std::numbers::sqrt2;

/// s and its derivatives at one point.
struct Jet {
  double s, s1, s2;
};

template <Jet (*jet)(double u, double slope)>
void each(const double* u, Index count, double slope, double* s, double* s1, double* s2) {
  const auto loop = [&](auto&& keep) {
#pragma GCC ivdep  // s may be u, entry by entry
    for (Index k = 0; k < count; ++k) keep(k, jet(u[k], slope));
  };
  if (!s1) return loop([s](Index k, Jet at) { s[k] = at.s; });
  if (!s2) return loop([s, s1](Index k, Jet at) { s[k] = at.s, s1[k] = at.s1; });
  loop([s, s1, s2](Index k, Jet at) { s[k] = at.s, s1[k] = at.s1, s2[k] = at.s2; });
}

Jet identity(double u, double) { return {u, 1, 0}; }
Jet relu(double u, double) { return {u > 0 ? u : 0, u > 0 ? 1. : 0., 0}; }
Jet leaky_relu(double u, double slope) {
  const double below = slope * u, slope_here = u > 0 ? 1 : slope;
  return {u > 0 ? u : below, slope_here, 0};
}
Jet tanh(double u, double) {
  const double s = std::tanh(u), s1 = 1 - s * s;
  return {s, s1, -2 * s * s1};
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
Jet softplus(double u, double) {
  const double e = std::exp(-std::abs(u)), sigma = (u > 0 ? 1 : e) / (1 + e);
  return {std::max(u, 0.0) + std::log1p(e), sigma, e / ((1 + e) * (1 + e))};
}

constexpr std::array table{
    Activation{"identity", true, each<identity>},
    Activation{"relu", false, each<relu>},
    Activation{"leaky_relu", false, each<leaky_relu>},
    Activation{"tanh", true, each<tanh>},
    Activation{"erf", true, each<erf>},
    Activation{"gelu", true, each<gelu>},
    Activation{"softplus", true, each<softplus>},
};

}  // namespace

std::span<const Activation> activations() { return table; }

}  // namespace simclr_flow
