#pragma once
#include <cmath>

namespace simclr_flow {

/// A kernel by its exponent e(s) = log k as a function of s = |z - z'|^2 / 2, with e(0) = 0.
///
///   gauss    e = -s/tau              k = exp(-|z-z'|^2/(2 tau))
///   student  e = -log(1 + s/tau)     k = 1/(1 + s/tau)
///
/// Domain: s >= 0, tau > 0.
/// Source: the paper's eta(s)/eta(0), Calder & Lee, arXiv:2503.10812; gauss is its SimCLR choice.
struct Profile {
  enum class Kind { gauss, student };
  Kind kind = Kind::gauss;
  double temperature = 1;

  double exponent(double s) const {
    return kind == Kind::gauss ? -s / temperature : -std::log1p(s / temperature);
  }
  /// e'(s) < 0.
  double slope(double s) const {
    return kind == Kind::gauss ? -1 / temperature : -1 / (temperature + s);
  }
  /// e''(s) >= 0.
  double curvature(double s) const {
    return kind == Kind::gauss ? 0 : 1 / ((temperature + s) * (temperature + s));
  }
};

}  // namespace simclr_flow
