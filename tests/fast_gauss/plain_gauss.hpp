#pragma once
// Sums with the Gaussian kernel by their definition, in long double.
#include <cmath>

#include "simclr_flow/fast_gauss/gauss_grid.hpp"

namespace simclr_flow::test {

/// Of one target x: sum_j q_j k, its gradient sum_j q_j k (y_j - x)/tau, and sum |q_j| over the
/// sources that are nearer than 12 sqrt(tau), and over all.
struct PlainGauss {
  long double value = 0;
  Eigen::Matrix<long double, Eigen::Dynamic, 1> gradient;
  double near = 0, total = 0;
};

inline PlainGauss plain_gauss(double tau, PointsView sources, const State& charges,
                              const State& x) {
  PlainGauss sum;
  const auto target = x.cast<long double>().eval();
  sum.gradient.setZero(x.size());
  for (Index j = 0; j < sources.cols(); ++j) {
    const auto away = (sources.col(j).cast<long double>() - target).eval();
    const long double square = away.squaredNorm(), q = static_cast<long double>(charges[j]);
    const long double share = q * std::exp(-square / (2 * static_cast<long double>(tau)));
    sum.value += share;
    sum.gradient += share / static_cast<long double>(tau) * away;
    sum.total += std::abs(charges[j]);
    if (square < 144 * static_cast<long double>(tau)) sum.near += std::abs(charges[j]);
  }
  return sum;
}

/// What a grid says, in the caller's order.
struct FastGauss {
  State value, value_bound, gradient_bound;
  Points gradient;
};

inline FastGauss fast_gauss(const GaussGrid& grid, PointsView sources, const State* charges,
                            PointsView targets) {
  const auto from = grid.sort(sources), to = grid.sort(targets);
  const Index m = targets.cols(), d = targets.rows();
  State sorted(charges ? sources.cols() : 0), value(m), gradient(m * d),
      value_bound(to->cells().cells()), gradient_bound(to->cells().cells());
  for (Index s = 0; s < sorted.size(); ++s) sorted[s] = (*charges)[from->number(s)];
  grid.sums({*from, charges ? sorted.data() : nullptr},
            {*to, value.data(), gradient.data(), value_bound.data(), gradient_bound.data()});
  FastGauss sum{State(m), State(m), State(m), Points(d, m)};
  for (Index cell = 0; cell < to->cells().cells(); ++cell)
    for (Index s = to->cells().starts[static_cast<std::size_t>(cell)];
         s < to->cells().starts[static_cast<std::size_t>(cell) + 1]; ++s) {
      const Index i = to->number(s);
      sum.value[i] = value[s];
      sum.value_bound[i] = value_bound[cell];
      sum.gradient_bound[i] = gradient_bound[cell];
      for (Index c = 0; c < d; ++c) sum.gradient(c, i) = gradient[c * m + s];
    }
  return sum;
}

/// The largest of: error/bound of values and of gradients (wrong above 1), and bound/promise of
/// both (broken above 1): see GaussGrid. The promise is kept to what lies near, and to a millionth
/// of it for what does not; to `roundings` (of gradients ten times as many), in units of 2^-53,
/// too.
struct GaussErrors {
  double value = 0, gradient = 0, value_promise = 0, gradient_promise = 0;
  double largest() const { return std::max({value, gradient, value_promise, gradient_promise}); }
  void include(const GaussErrors& other) {
    value = std::max(value, other.value);
    gradient = std::max(gradient, other.gradient);
    value_promise = std::max(value_promise, other.value_promise);
    gradient_promise = std::max(gradient_promise, other.gradient_promise);
  }
};

/// Of every stride-th target.
inline GaussErrors errors_of(const FastGauss& fast, double tau, double accuracy, PointsView sources,
                             const State& charges, PointsView targets, Index stride = 1,
                             double roundings = 0) {
  GaussErrors worst;
  const double slack = 2e-18;  // of long double itself, for each unit of charge
  for (Index i = 0; i < targets.cols(); i += stride) {
    const PlainGauss plain = plain_gauss(tau, sources, charges, targets.col(i));
    const double promise = accuracy * (plain.near + 1e-5 * plain.total), unit = 1 / std::sqrt(tau),
                 rounding = 0x1p-53 * roundings * plain.total;
    const auto wrong = (fast.gradient.col(i).cast<long double>() - plain.gradient).norm();
    worst.include(
        {static_cast<double>(std::abs(static_cast<long double>(fast.value[i]) - plain.value)) /
             (fast.value_bound[i] + slack * plain.total),
         static_cast<double>(wrong) / (fast.gradient_bound[i] + slack * unit * plain.total),
         fast.value_bound[i] / (promise + rounding),
         fast.gradient_bound[i] / (unit * (promise + 10 * rounding))});
  }
  return worst;
}

}  // namespace simclr_flow::test
