#include <fmt/format.h>

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/spectrum.hpp"
#include "simclr_flow/theory/stability.hpp"

namespace simclr_flow::theory {
namespace {

using Real = long double;

void check(Index count, double a) {
  if (count < 2)
    throw InputError(fmt::format("polygon: particles must be at least 2, not {}", count));
  if (!(a >= 0) || !std::isfinite(a))
    throw InputError(fmt::format("polygon: a must be finite and at least 0, not {}", a));
}

/// S, A_p, B_p of the N-gon, up to one common factor.
struct Sums {
  Real s = 0, a = 0, b = 0;
  double rate() const { return static_cast<double>(-2 * a / s + (b / s) * (b / s)); }
};

/// By their definition, relative to the kernel between neighbours or to the offset.
Sums direct_sums(Index p, Index count, Real tau, Real offset) {
  const Real angle = 2 * std::numbers::pi_v<Real> / Real(count);
  const auto log_kernel = [tau](Real theta) {
    const Real half = std::sin(theta / 2);
    return -2 * half * half / tau;
  };
  const Real scale = std::max(log_kernel(angle), std::log(offset));
  Sums sums;
  sums.s = offset > 0 ? std::exp(std::log(offset) - scale) : 0;  // scale may be huge
  for (Index j = 1; j < count; ++j) {
    const Real theta = angle * Real(j), phase = angle * Real(p * j % count),
               k = std::exp(log_kernel(theta) - scale), slope = std::sin(theta) / tau,
               half = std::sin(phase / 2);
    sums.s += k;
    sums.a += 2 * half * half * k * (slope * slope - std::cos(theta) / tau);
    sums.b -= k * slope * std::sin(phase);
  }
  return sums;
}

/// By k_j = sum_l kappa_|l| e^{i l theta_j}: only the degrees congruent to 0 and to +-p remain.
Sums spectral_sums(Index p, Index count, double tau, double offset) {
  const auto kappa = [tau](Index l) { return Real(kernel_eigenvalue(l, 2, tau)); };
  const auto term = [&](Index l) { return Real(l) * Real(l) * kappa(l); };
  const Real n = Real(count);
  Sums sums;
  sums.s = Real(offset) - 1 + n * kappa(0);
  for (Index base = 0;; base += count) {
    const Index up = base + p, down = base + count - p, next = base + count;
    const Real added = term(up) + term(down);
    sums.a += n * (added - 2 * term(next));
    sums.b -= n * (Real(up) * kappa(up) - Real(down) * kappa(down));
    sums.s += 2 * n * kappa(next);
    if (added <= 1e-20L * std::abs(sums.a) && kappa(next) <= 1e-20L * std::abs(sums.s)) return sums;
  }
}

/// The squared angle between neighbours: the scale of the temperatures at which they meet.
double squared_angle(Index count) {
  const double angle = 2 * std::numbers::pi / static_cast<double>(count);
  return angle * angle;
}

double mode_rate(Index p, Index count, double tau, double a) {
  // Below 1e-4 there is no spectrum, and no need for it.
  return tau < std::max(squared_angle(count) / 2, 1e-4) ? direct_sums(p, count, tau, a).rate()
                                                        : spectral_sums(p, count, tau, a).rate();
}

/// Where one mode grows.
std::vector<TemperatureWindow> windows_of_mode(Index p, Index count, double a) {
  const double end = 10, step = std::pow(10, 1. / 48);
  const auto rate = [=](double tau) { return mode_rate(p, count, tau, a); };
  const auto root = [&](double low, double high) {
    std::uintmax_t iterations = 100;
    const auto found = boost::math::tools::toms748_solve(
        rate, low, high, boost::math::tools::eps_tolerance<double>(44), iterations);
    return (found.first + found.second) / 2;
  };
  double before = std::min(0.01, std::pow(squared_angle(count), 2) / 40);
  std::vector<TemperatureWindow> windows;
  bool grows = rate(before) > 0;
  if (grows) windows.push_back({before, end});
  for (double tau = before * step; tau < end; before = tau, tau *= step) {
    if ((rate(tau) > 0) == grows) continue;
    grows = !grows;
    if (grows)
      windows.push_back({root(before, tau), end});
    else
      windows.back().upper = root(before, tau);
  }
  return windows;
}

}  // namespace

double polygon_rate(Index p, Index count, double tau, double a) {
  check(count, a);
  if (!(tau > 0 && tau <= 1e4))
    throw InputError(fmt::format("polygon: temperature must be in (0, 1e4], not {}", tau));
  const Index mode = ((p % count) + count) % count;
  return mode == 0 ? 0 : mode_rate(std::min(mode, count - mode), count, tau, a);
}

std::vector<TemperatureWindow> unstable_temperatures(Index count, double a) {
  check(count, a);
  std::vector<TemperatureWindow> all, merged;
  for (Index p = 1; p <= count / 2; ++p)
    for (const TemperatureWindow& window : windows_of_mode(p, count, a)) all.push_back(window);
  std::ranges::sort(all, {}, &TemperatureWindow::lower);
  for (const TemperatureWindow& window : all)
    if (merged.empty() || window.lower > merged.back().upper)
      merged.push_back(window);
    else
      merged.back().upper = std::max(merged.back().upper, window.upper);
  return merged;
}

}  // namespace simclr_flow::theory
