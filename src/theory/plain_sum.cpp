#include "simclr_flow/theory/plain_sum.hpp"

#include <cmath>
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

  Real kernel(Index p, Index q) const {
    return std::exp(-(z.col(p) - z.col(q)).squaredNorm() / (2 * tau));
  }

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

/// Mean over samples and ordered pairs of views of log(1 + R/A), R the mean kernel, self included.
Real simclr(PairSum& sum, Index count, Index views) {
  const Real n = static_cast<Real>(count);
  const Index partners = views == 1 ? 1 : views - 1;
  Real value = 0;
  Eigen::Array<Real, Eigen::Dynamic, 1> k(count);
  for (Index p = 0; p < count; ++p) {
    for (Index q = 0; q < count; ++q) k[q] = sum.kernel(p, q);
    const Real r = k.sum() / n, share = 1 / (n * static_cast<Real>(partners));
    for (Index b = 0; b < views; ++b) {
      const Index partner = p - p % views + b;
      if (views > 1 && partner == p) continue;
      const Real a = views == 1 ? 1 : k[partner];
      value += share * std::log1p(r / a);
      const Real slope = share / (1 + r / a);  // d log(1 + R/A) = (dR/A - R dA/A^2)/(1 + R/A)
      for (Index q = 0; q < count; ++q) sum.add(slope / (a * n), k[q], p, q);
      if (views > 1) sum.add(-slope * r / (a * a), a, p, partner);
    }
  }
  return value;
}

/// Mean over samples and ordered pairs of views of log(Q/A), Q the sum over all other latents.
Real nt_xent(PairSum& sum, Index count, Index views) {
  const Index partners = views == 1 ? 1 : views - 1;
  const Real share = 1 / (static_cast<Real>(count) * static_cast<Real>(partners));
  Real value = 0;
  Eigen::Array<Real, Eigen::Dynamic, 1> k(count);
  for (Index p = 0; p < count; ++p) {
    Real others = views == 1 ? Real{0.5} : Real{0};  // half of the collapsed second view
    for (Index q = 0; q < count; ++q) {
      k[q] = q == p ? 0 : sum.kernel(p, q);
      others += k[q];
    }
    for (Index b = 0; b < views; ++b) {
      const Index partner = p - p % views + b;
      if (views > 1 && partner == p) continue;
      const Real a = views == 1 ? Real{0.5} : k[partner];  // log 2 + log(1/2 + sum)
      value += share * std::log(others / a);
      for (Index q = 0; q < count; ++q) sum.add(share / others, k[q], p, q);
      if (views > 1) sum.add(-share / a, a, p, partner);
    }
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
