#include "simclr_flow/theory/line_law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "arguments.hpp"

namespace simclr_flow::theory {
namespace {

/// (1/N) sum_i exp(-(x_i - s)^2/tau), at places s that rise.
class SmoothedAtoms {
 public:
  SmoothedAtoms(State x, double tau, double reach) : x_(std::move(x)), tau_(tau), reach_(reach) {
    std::ranges::sort(x_);
  }
  double least() const { return x_.size() ? x_[0] : std::numeric_limits<double>::infinity(); }
  double most() const {
    return x_.size() ? x_[x_.size() - 1] : -std::numeric_limits<double>::infinity();
  }
  double at(double s) {
    while (first_ < x_.size() && x_[first_] < s - reach_) ++first_;
    double sum = 0;
    for (Index i = first_; i < x_.size() && x_[i] <= s + reach_; ++i)
      sum += std::exp(-(x_[i] - s) * (x_[i] - s) / tau_);
    return sum == 0 ? 0 : sum / static_cast<double>(x_.size());
  }

 private:
  State x_;
  double tau_, reach_;
  Index first_ = 0;
};

constexpr double most_steps = 0x1p24;  // from the origin

}  // namespace

double LineLaw::potential(double x, double tau) const {
  require_positive("tau", tau);
  const double reach = 9 * std::sqrt(tau), scale = 1 / std::sqrt(2 * tau);
  const auto cell = [&](double at) {
    return std::clamp<Index>(static_cast<Index>(std::floor((at - left) / width)), 0,
                             density.size() - 1);
  };
  const Index first = cell(x - reach), last = cell(x + reach);
  double sum = 0, below = std::erf((left + width * static_cast<double>(first) - x) * scale);
  for (Index c = first; c <= last; ++c) {
    const double above = std::erf((left + width * static_cast<double>(c + 1) - x) * scale);
    sum += density[c] * (above - below);
    below = above;
  }
  return sum * std::sqrt(std::numbers::pi * tau / 2);
}

double LineLaw::mean_kernel(double tau) const { return squared_mmd(State(), tau); }

double LineLaw::squared_mmd(const State& x, double tau) const {
  require_positive("tau", tau);
  const double step = std::sqrt(tau) / 3, reach = 6.5 * std::sqrt(tau);
  const double right = left + width * static_cast<double>(density.size()),
               farthest = most_steps * step;
  if (!(x.array().abs() < farthest).all() || !(std::max(-left, right) < farthest))
    return std::numeric_limits<double>::quiet_NaN();
  SmoothedAtoms atoms(x, tau, reach);
  const auto first = static_cast<Index>(std::floor((std::min(left, atoms.least()) - reach) / step)),
             last = static_cast<Index>(std::ceil((std::max(right, atoms.most()) + reach) / step));
  double sum = 0;
  for (Index k = first; k <= last; ++k) {
    const double s = step * static_cast<double>(k);
    const bool near_law = s >= left - reach && s <= right + reach;
    const double difference = atoms.at(s) - (near_law ? potential(s, tau / 2) : 0);
    sum += difference * difference;
  }
  return sum * step * std::sqrt(2 / (std::numbers::pi * tau));
}

}  // namespace simclr_flow::theory
