#include <fmt/format.h>

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <unordered_map>
#include <vector>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/spectrum.hpp"
#include "simclr_flow/theory/stability.hpp"

namespace simclr_flow::theory {
namespace {

using Real = long double;

constexpr double largest_temperature = 10;  // at which windows are looked for

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

/// The squared angle between neighbours: the scale of the temperatures at which they meet.
double squared_angle(Index count) {
  const double angle = 2 * std::numbers::pi / static_cast<double>(count);
  return angle * angle;
}

/// The modes of the N-gon: what does not depend on the temperature.
class Polygon {
 public:
  Polygon(Index count, double offset) : count_(count), offset_(offset) {}
  /// Makes what versine and sine give; series want neither.
  void prepare() {
    for (Index j = std::ssize(sine_); j < count_; ++j) {
      const Real turn = std::numbers::pi_v<Real> * Real(j) / Real(count_), sine = std::sin(turn);
      versine_.push_back(2 * sine * sine);
      sine_.push_back(std::sin(2 * turn));
    }
  }
  Index count() const { return count_; }
  Real offset() const { return offset_; }
  Real versine(Index j) const { return versine_[static_cast<std::size_t>(j % count_)]; }
  Real sine(Index j) const { return sine_[static_cast<std::size_t>(j % count_)]; }

 private:
  Index count_;
  Real offset_;
  std::vector<Real> versine_, sine_;  ///< 1 - cos, sin of 2 pi j/N
};

/// The rates of its modes at one temperature, which share the kernels between its points.
class RatesAt {
 public:
  RatesAt(Polygon& polygon, double tau)
      // Below 1e-4 there is no spectrum, and no need for it.
      : polygon_(polygon),
        tau_(tau),
        direct_(tau < std::max(squared_angle(polygon.count()) / 2, 1e-4)) {
    if (!direct_) return;
    polygon.prepare();
    sum_kernels();
  }
  double of_mode(Index p) { return direct_ ? direct_sums(p).rate() : spectral_sums(p).rate(); }

 private:
  /// By their definition, relative to the kernel between neighbours or to the offset.
  void sum_kernels() {
    const Real tau = tau_, offset = polygon_.offset(),
               scale = std::max(-polygon_.versine(1) / tau, std::log(offset));
    total_ = offset > 0 ? std::exp(std::log(offset) - scale) : 0;  // scale may be huge
    for (Index j = 1; j < polygon_.count(); ++j) {
      const Real k = std::exp(-polygon_.versine(j) / tau - scale), slope = polygon_.sine(j) / tau;
      total_ += k;
      bends_.push_back(k * (slope * slope - (1 - polygon_.versine(j)) / tau));
      slopes_.push_back(k * slope);
    }
  }
  Sums direct_sums(Index p) const {
    Sums sums;
    sums.s = total_;
    for (Index j = 1; j < polygon_.count(); ++j) {
      const auto at = static_cast<std::size_t>(j - 1);
      sums.a += polygon_.versine(p * j) * bends_[at];
      sums.b -= polygon_.sine(p * j) * slopes_[at];
    }
    return sums;
  }
  /// By k_j = sum_l kappa_|l| e^{i l theta_j}: only the degrees congruent to 0 and to +-p remain.
  Sums spectral_sums(Index p) {
    const auto term = [&](Index l) { return Real(l) * Real(l) * kappa(l); };
    const Index count = polygon_.count();
    const Real n = Real(count);
    Sums sums;
    sums.s = polygon_.offset() - 1 + n * kappa(0);
    for (Index base = 0;; base += count) {
      const Index up = base + p, down = base + count - p, next = base + count;
      const Real added = term(up) + term(down);
      sums.a += n * (added - 2 * term(next));
      sums.b -= n * (Real(up) * kappa(up) - Real(down) * kappa(down));
      sums.s += 2 * n * kappa(next);
      if (added <= 1e-20L * std::abs(sums.a) && kappa(next) <= 1e-20L * std::abs(sums.s))
        return sums;
    }
  }
  /// Each is a series, and several modes ask for it.
  Real kappa(Index l) {
    const auto [found, is_new] = kappa_.try_emplace(l);
    if (is_new) found->second = kernel_eigenvalue(l, 2, tau_);
    return found->second;
  }

  const Polygon& polygon_;
  double tau_;
  bool direct_;
  Real total_ = 0;
  std::vector<Real> bends_, slopes_;
  std::unordered_map<Index, Real> kappa_;
};

/// Where one mode grows, by its rates at increasing temperatures, the last of which ends all.
std::vector<TemperatureWindow> windows_of_mode(Polygon& polygon, Index p,
                                               const std::vector<double>& temperatures,
                                               const std::vector<bool>& grows) {
  const auto rate = [&](double tau) { return RatesAt(polygon, tau).of_mode(p); };
  const auto root = [&](double low, double high) {
    std::uintmax_t iterations = 100;
    const auto found = boost::math::tools::toms748_solve(
        rate, low, high, boost::math::tools::eps_tolerance<double>(44), iterations);
    return (found.first + found.second) / 2;
  };
  std::vector<TemperatureWindow> windows;
  if (grows[0]) windows.push_back({temperatures[0], largest_temperature});
  for (std::size_t t = 1; t < temperatures.size(); ++t) {
    if (grows[t] == grows[t - 1]) continue;
    const double change = root(temperatures[t - 1], temperatures[t]);
    if (grows[t])
      windows.push_back({change, largest_temperature});
    else
      windows.back().upper = change;
  }
  return windows;
}

/// Up to 10, 48 in each decade, from where neighbours hardly meet.
std::vector<double> temperatures_to_try(Index count) {
  const double step = std::pow(10, 1. / 48);
  std::vector<double> all{std::min(0.01, std::pow(squared_angle(count), 2) / 40)};
  while (all.back() * step < largest_temperature) all.push_back(all.back() * step);
  return all;
}

}  // namespace

double polygon_rate(Index p, Index count, double tau, double a) {
  check(count, a);
  if (!(tau > 0 && tau <= 1e4))
    throw InputError(fmt::format("polygon: temperature must be in (0, 1e4], not {}", tau));
  const Index mode = ((p % count) + count) % count;
  if (mode == 0) return 0;
  Polygon polygon(count, a);
  return RatesAt(polygon, tau).of_mode(std::min(mode, count - mode));
}

std::vector<TemperatureWindow> unstable_temperatures(Index count, double a) {
  check(count, a);
  Polygon polygon(count, a);
  const std::vector<double> temperatures = temperatures_to_try(count);
  std::vector<std::vector<bool>> grows(static_cast<std::size_t>(count / 2));
  for (const double tau : temperatures) {
    RatesAt rates(polygon, tau);
    for (Index p = 1; p <= count / 2; ++p)
      grows[static_cast<std::size_t>(p - 1)].push_back(rates.of_mode(p) > 0);
  }
  std::vector<TemperatureWindow> all, merged;
  for (Index p = 1; p <= count / 2; ++p)
    std::ranges::copy(
        windows_of_mode(polygon, p, temperatures, grows[static_cast<std::size_t>(p - 1)]),
        std::back_inserter(all));
  std::ranges::sort(all, {}, &TemperatureWindow::lower);
  for (const TemperatureWindow& window : all)
    if (merged.empty() || window.lower > merged.back().upper)
      merged.push_back(window);
    else
      merged.back().upper = std::max(merged.back().upper, window.upper);
  return merged;
}

}  // namespace simclr_flow::theory
