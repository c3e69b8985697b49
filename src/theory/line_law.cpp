#include "simclr_flow/theory/line_law.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "arguments.hpp"

namespace simclr_flow::theory {

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

double LineLaw::mean_kernel(double tau) const {
  double sum = 0;
  for (Index c = 0; c < density.size(); ++c)
    sum += density[c] * width * potential(left + width * (static_cast<double>(c) + 0.5), tau);
  return sum;
}

double LineLaw::squared_mmd(const State& x, double tau) const {
  const double n = static_cast<double>(x.size());
  double pairs = n, cross = 0;
  for (Index i = 0; i < x.size(); ++i) {
    cross += potential(x[i], tau);
    for (Index j = 0; j < i; ++j) pairs += 2 * std::exp(-(x[i] - x[j]) * (x[i] - x[j]) / (2 * tau));
  }
  return pairs / (n * n) - 2 * cross / n + mean_kernel(tau);
}

}  // namespace simclr_flow::theory
