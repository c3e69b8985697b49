#include "simclr_flow/theory/plain_sum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace simclr_flow::theory {
namespace {

using Real = long double;
using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;

/// The points and the gradient that grows pair by pair.
struct PairSum {
  PairSum(PointsView points, double temperature)
      : z(points.cast<Real>()), tau(temperature), gradient(Matrix::Zero(z.rows(), z.cols())) {}

  /// log k(p,q).
  Real exponent(Index p, Index q) const { return -(z.col(p) - z.col(q)).squaredNorm() / (2 * tau); }

  /// Adds weight·d k(p,q) to the gradient, k = k(p,q) known.
  void add(Real weight, Real k, Index p, Index q) {
    for (Index c = 0; c < z.rows(); ++c) {
      const Real pull = weight * k * (z(c, q) - z(c, p)) / tau;
      gradient(c, p) += pull;
      gradient(c, q) -= pull;
    }
  }

  Matrix z;
  Real tau;
  Matrix gradient;
};

/// Calls visit(partner, log A) for the positive pairs of row p; an invariant map is its own with A
/// = 1.
template <class Visit>
void for_each_partner(const PairSum& sum, Index p, Index views, const Visit& visit) {
  if (views == 1) return visit(p, Real{0});
  for (Index b = p - p % views; b < p - p % views + views; ++b)
    if (b != p) visit(b, sum.exponent(p, b));
}

/// Mean over samples and ordered pairs of views of log(1 + R/A) = log(A + R) - log A, R the mean
/// kernel, self included: d = (dA + dR)/(A + R) - dA/A.
Real simclr(PairSum& sum, Index count, Index views) {
  const Real n = static_cast<Real>(count),
             share = 1 / (n * static_cast<Real>(std::max<Index>(views - 1, 1)));
  Real value = 0;
  Eigen::Array<Real, Eigen::Dynamic, 1> k(count);
  for (Index p = 0; p < count; ++p) {
    for (Index q = 0; q < count; ++q) k[q] = std::exp(sum.exponent(p, q));
    const Real r = k.sum() / n;
    for_each_partner(sum, p, views, [&](Index partner, Real log_a) {
      const Real a = std::exp(log_a);
      value += share * (std::log(a + r) - log_a);
      for (Index q = 0; q < count; ++q) sum.add(share / ((a + r) * n), k[q], p, q);
      if (partner != p) sum.add(-share * r / (a + r), 1, p, partner);
    });
  }
  return value;
}

/// Mean over samples and ordered pairs of views of log(Q/A), Q the sum over all other latents, from
/// exponents relative to the largest of the row.
Real nt_xent(PairSum& sum, Index count, Index views) {
  const Real share =
      1 / (static_cast<Real>(count) * static_cast<Real>(std::max<Index>(views - 1, 1)));
  Real value = 0;
  Eigen::Array<Real, Eigen::Dynamic, 1> k(count);
  for (Index p = 0; p < count; ++p) {
    for (Index q = 0; q < count; ++q)
      k[q] = q == p ? -std::numeric_limits<Real>::infinity() : sum.exponent(p, q);
    const Real half = std::log(Real{0.5});  // views = 1: half of the collapsed second view
    const Real top = views == 1 ? std::max(half, k.maxCoeff()) : k.maxCoeff();
    for (Index q = 0; q < count; ++q) k[q] = std::exp(k[q] - top);
    const Real others = k.sum() + (views == 1 ? std::exp(half - top) : 0);
    for_each_partner(sum, p, views, [&](Index partner, Real log_a) {
      value += share * (top + std::log(others) - (views == 1 ? half : log_a));
      for (Index q = 0; q < count; ++q) sum.add(share / others, k[q], p, q);
      if (partner != p) sum.add(-share, 1, p, partner);
    });
  }
  return value;
}

}  // namespace

PlainSum plain_sum(std::string_view preset, PointsView z, Index views, double tau) {
  PairSum sum(z, tau);
  Real value;
  if (preset == "simclr")
    value = simclr(sum, z.cols(), views);
  else if (preset == "nt-xent")
    value = nt_xent(sum, z.cols(), views);
  else
    throw std::invalid_argument("no plain sum for energy preset '" + std::string(preset) + "'");
  return {static_cast<double>(value), sum.gradient.cast<double>()};
}

double gradient_norm(const PlainSum& sum, PointsView z, bool spherical) {
  // Project first: subtracting squares would cancel where the gradient is almost radial.
  Points tangent = sum.gradient;
  if (spherical)
    for (Index i = 0; i < z.cols(); ++i)
      tangent.col(i) -= z.col(i) * (z.col(i).dot(tangent.col(i)) / z.col(i).squaredNorm());
  return std::sqrt(static_cast<double>(z.cols())) * tangent.norm();
}

}  // namespace simclr_flow::theory
