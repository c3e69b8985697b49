#include "simclr_flow/theory/gegenbauer.hpp"

#include <algorithm>
#include <cmath>

#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow::theory {

std::vector<long double> gegenbauer(Index degree, Index d, long double t) {
  std::vector<long double> p{1, t};
  for (Index l = 1; l < degree; ++l) {
    const auto at = static_cast<std::size_t>(l);
    const auto a = static_cast<long double>(2 * l + d - 2), b = static_cast<long double>(l);
    p.push_back((a * t * p[at] - b * p[at - 1]) / (a - b));
  }
  p.resize(static_cast<std::size_t>(degree) + 1);
  return p;
}

long double gegenbauer_sum(const std::vector<long double>& h, Index d, long double t) {
  if (h.empty()) return 0;
  const auto p = gegenbauer(Index(h.size()) - 1, d, t);
  long double sum = 0;
  for (std::size_t l = 0; l < h.size(); ++l) sum += h[l] * p[l];
  return sum;
}

namespace {

using Reals = Eigen::Matrix<long double, Eigen::Dynamic, 1>;
using RealColumns = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;

constexpr Index many_in_moments = 1000, moment_rows = 64;

long double mass_of_point(const State* mass, Index i, Index count) {
  return mass ? static_cast<long double>((*mass)[i]) : 1 / static_cast<long double>(count);
}

/// sum_ij p_i p_j P_l(x_i·x_j) of a block of rows i, j < i, in doubles; P_l by its recurrence.
std::vector<long double> rows_of_moments(const Points& x, const State& p, Index degree, Index begin,
                                         Index end) {
  const double d = static_cast<double>(x.cols());
  std::vector<long double> sums(static_cast<std::size_t>(degree) + 1, 0);
  for (Index i = begin; i < end; ++i) {
    const Eigen::ArrayXd t = x.topRows(i) * x.row(i).transpose();
    Eigen::ArrayXd before = p.head(i).array() * 2 * p[i], now = before * t;
    sums[0] += before.sum();
    for (Index l = 1; l <= degree; ++l) {
      sums[static_cast<std::size_t>(l)] += now.sum();
      const double a = 2 * static_cast<double>(l) + d - 2, b = static_cast<double>(l);
      before = (a * t * now - b * before) / (a - b);
      before.swap(now);
    }
    for (long double& sum : sums) sum += static_cast<long double>(p[i]) * p[i];
  }
  return sums;
}

std::vector<double> moments_of_many(const RealColumns& x, Index degree, const State* mass) {
  const Index n = x.cols(), blocks = (n + moment_rows - 1) / moment_rows;
  const Points rows = x.transpose().cast<double>();
  State p(n);
  for (Index i = 0; i < n; ++i) p[i] = static_cast<double>(mass_of_point(mass, i, n));
  std::vector<std::vector<long double>> sums(static_cast<std::size_t>(blocks));
  parallel_blocks(blocks, [&](Index b, Index) {
    sums[static_cast<std::size_t>(b)] =
        rows_of_moments(rows, p, degree, b * moment_rows, std::min(n, (b + 1) * moment_rows));
  });
  std::vector<double> all(static_cast<std::size_t>(degree) + 1);
  for (std::size_t l = 0; l < all.size(); ++l) {
    long double sum = 0;
    for (const auto& block : sums) sum += block[l];
    all[l] = static_cast<double>(sum);
  }
  return all;
}

/// The same by sum_ij p_i p_j (x_i·x_j)^k = |sum_i p_i x_i^{⊗k}|^2 and the coefficients of P_l.
std::vector<double> moments_by_powers(const RealColumns& x, Index degree, const State* mass) {
  const Index n = x.cols(), d = x.rows();
  std::vector<Reals> powers;
  for (Index k = 0, size = 1; k <= degree; ++k, size *= d) powers.push_back(Reals::Zero(size));
  for (Index i = 0; i < n; ++i) {
    Reals power = Reals::Constant(1, mass_of_point(mass, i, n));
    for (Reals& sum : powers) {
      sum += power;
      const RealColumns outer = x.col(i) * power.transpose();
      power = outer.reshaped();
    }
  }
  std::vector<Reals> p{Reals::Unit(degree + 1, 0), Reals::Unit(degree + 1, 1)};
  std::vector<double> all;
  for (Index l = 0; l <= degree; ++l) {
    const auto at = static_cast<std::size_t>(l);
    if (l > 1) {
      const auto a = static_cast<long double>(2 * l + d - 4), b = static_cast<long double>(l - 1);
      Reals shifted = Reals::Zero(degree + 1);
      shifted.tail(degree) = p[at - 1].head(degree);
      p.push_back((a * shifted - b * p[at - 2]) / (a - b));
    }
    long double sum = 0;
    for (Index k = 0; k <= l; ++k)
      sum += p[at][k] * powers[static_cast<std::size_t>(k)].squaredNorm();
    all.push_back(static_cast<double>(sum));
  }
  return all;
}

}  // namespace

std::vector<double> design_moments(PointsView z, Index degree, const State* mass) {
  Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic> x = z.cast<long double>();
  x.colwise().normalize();  // norms rounded to double would enter at first order
  const bool has_few_powers = std::pow(double(z.rows()), double(degree)) <= double(z.cols());
  if (z.cols() >= many_in_moments && degree >= 1 && degree <= 4 && has_few_powers)
    return moments_by_powers(x, degree, mass);
  if (z.cols() >= many_in_moments) return moments_of_many(x, degree, mass);
  std::vector<long double> sums(static_cast<std::size_t>(degree) + 1, 0);
  const long double equal = 1 / static_cast<long double>(z.cols());
  for (Index i = 0; i < z.cols(); ++i)
    for (Index j = 0; j <= i; ++j) {
      const auto p = gegenbauer(degree, z.rows(), x.col(i).dot(x.col(j)));
      const long double pair =
          (mass ? static_cast<long double>((*mass)[i]) * (*mass)[j] : equal * equal) *
          (i == j ? 1 : 2);
      for (std::size_t l = 0; l < p.size(); ++l) sums[l] += pair * p[l];
    }
  return {sums.begin(), sums.end()};
}

}  // namespace simclr_flow::theory
