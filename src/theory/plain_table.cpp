#include "plain_table.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace simclr_flow::theory {
namespace {

using Real = long double;
using Reals = std::vector<Real>;

/// Of a system with the diagonals below, on and above the main one.
Reals solved(const Reals& below, Reals on, const Reals& above, Reals right) {
  const std::size_t n = on.size();
  for (std::size_t i = 1; i < n; ++i) {
    on[i] -= below[i] / on[i - 1] * above[i - 1];
    right[i] -= below[i] / on[i - 1] * right[i - 1];
  }
  right[n - 1] /= on[n - 1];
  for (std::size_t i = n - 1; i-- > 0;) right[i] = (right[i] - above[i] * right[i + 1]) / on[i];
  return right;
}

/// The equation of a slope at an end, by the widths and mean slopes of its two intervals.
Real end_value(Real h, Real next, Real mean, Real next_mean) {
  return ((3 * h + 2 * next) * next * mean + h * h * next_mean) / (h + next);
}

Reals slopes_of(const Reals& s, const Reals& log_k) {
  const std::size_t n = s.size() - 1;
  Reals h(n), mean(n);
  for (std::size_t i = 0; i < n; ++i) {
    h[i] = s[i + 1] - s[i];
    mean[i] = (log_k[i + 1] - log_k[i]) / h[i];
  }
  Reals below(n + 1), on(n + 1), above(n + 1), right(n + 1);
  on[0] = h[1];
  above[0] = h[0] + h[1];
  right[0] = end_value(h[0], h[1], mean[0], mean[1]);
  for (std::size_t i = 1; i < n; ++i) {
    below[i] = h[i];
    on[i] = 2 * (h[i - 1] + h[i]);
    above[i] = h[i - 1];
    right[i] = 3 * (h[i] * mean[i - 1] + h[i - 1] * mean[i]);
  }
  on[n] = h[n - 2];
  below[n] = h[n - 2] + h[n - 1];
  right[n] = end_value(h[n - 1], h[n - 2], mean[n - 1], mean[n - 2]);
  return solved(below, on, above, right);
}

}  // namespace

PlainTable::PlainTable(Real temperature, const Parameters& given) {
  if (const auto text = given.texts.find("expression"); text != given.texts.end()) {
    const auto reach = given.find("range");
    *this = of_text(text->second, temperature, reach == given.end() ? 2 : reach->second);
    return;
  }
  for (const double r : given.lists.at("distances")) s_.push_back(Real(r) * Real(r) / 2);
  for (const double value : given.lists.at("log_kernel")) log_.push_back(value);
  interpolate();
}

/// A judgement asks for the kernels of its energy again and again: those of a sum are kept.
PlainTable PlainTable::of_text(const std::string& text, Real tau, Real reach) {
  constexpr std::size_t most = 16;  // twice the terms of a sum
  thread_local std::map<std::tuple<std::string, Real, Real>, PlainTable> kept;
  const std::tuple key(text, tau, reach);
  if (const auto found = kept.find(key); found != kept.end()) return found->second;
  const PlainExpression read(text, tau);
  PlainTable table;
  for (int steps = 64; steps <= 8192; steps *= 2)
    if (table.take_text(read, tau, reach, steps)) break;
  if (kept.size() >= most) kept.clear();
  return kept.emplace(key, std::move(table)).first->second;
}

/// Whether the interpolant of so many steps is near enough to the text.
bool PlainTable::take_text(const PlainExpression& text, Real tau, Real reach, int steps) {
  const Real grown = std::log1p(2 * reach * reach / tau), at_zero = text.at(0);
  s_.clear();
  log_.clear();
  for (int i = 0; i <= steps; ++i) {
    s_.push_back(tau / 4 * std::expm1(grown * i / steps));
    log_.push_back(text.at(std::sqrt(2 * s_.back())) - at_zero);
  }
  interpolate();
  const Real end = s_.back(), h = end / 25;
  const auto before = [&](int k) { return text.at(std::sqrt(2 * (end - k * h))); };
  const Real bend = 2 * before(0) - 5 * before(1) + 4 * before(2) - before(3);
  bend_ = std::abs(bend) > 1e-12L * std::abs(before(0)) ? bend / (h * h) : 0;
  for (std::size_t i = 1; i < s_.size(); ++i) {
    const Real s = (s_[i - 1] + s_[i]) / 2, right = text.at(std::sqrt(2 * s)) - at_zero;
    if (std::abs(log_k(s) - right) > 1e-12L * std::max(Real(1), std::abs(right))) return false;
  }
  return true;
}

void PlainTable::interpolate() {
  slope_ = slopes_of(s_, log_);
  const std::size_t n = s_.size() - 1;
  const Real h = s_[n] - s_[n - 1];
  bend_ = (2 * slope_[n - 1] + 4 * slope_[n] - 6 * (log_[n] - log_[n - 1]) / h) / h;
}

std::size_t PlainTable::interval(Real s) const {
  const auto inner = std::upper_bound(s_.begin() + 1, s_.end() - 1, s);
  return static_cast<std::size_t>(inner - s_.begin()) - 1;
}

Real PlainTable::log_k(Real s) const {
  if (s > s_.back()) {
    const Real x = s - s_.back(), m = -slope_.back(), rate = std::abs(bend_) / m;
    const Real power = rate > 0 ? m / rate * std::log1p(rate * x) : m * x;
    return log_.back() - (bend_ < 0 ? 2 * m * x - power : power);
  }
  const std::size_t i = interval(s);
  const Real h = s_[i + 1] - s_[i], t = (s - s_[i]) / h, u = 1 - t;
  return log_[i] * u * u * (1 + 2 * t) + log_[i + 1] * t * t * (3 - 2 * t) +
         h * t * u * (slope_[i] * u - slope_[i + 1] * t);
}

Real PlainTable::pull(Real s) const {
  if (s > s_.back()) {
    const Real m = -slope_.back(), rest = m / (1 + std::abs(bend_) / m * (s - s_.back()));
    return bend_ < 0 ? 2 * m - rest : rest;
  }
  const std::size_t i = interval(s);
  const Real h = s_[i + 1] - s_[i], t = (s - s_[i]) / h, u = 1 - t;
  return 6 * t * u * (log_[i] - log_[i + 1]) / h - slope_[i] * u * (u - 2 * t) -
         slope_[i + 1] * t * (t - 2 * u);
}

}  // namespace simclr_flow::theory
