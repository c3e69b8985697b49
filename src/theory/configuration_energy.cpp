#include "simclr_flow/theory/configuration_energy.hpp"

#include <algorithm>
#include <vector>

#include "domain.hpp"

namespace simclr_flow::theory {
namespace {

using Real = long double;
using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;

/// log k_ij = (z_i·z_j - 1)/tau; 0 on the diagonal, whatever the rounding of z_i.
Matrix log_kernel(PointsView z, double tau) {
  const Matrix x = z.cast<Real>();
  Matrix logs = ((x.transpose() * x).array() - 1) / Real(tau);
  logs.diagonal().setZero();
  return logs;
}

void require_masses(const State& mass, Index n) {
  const bool positive = mass.size() == n && mass.minCoeff() >= 0;
  if (!positive || !(std::abs(mass.sum() - 1) < 1e-12))
    throw InputError(fmt::format(
        "offset energy: {} masses for {} points; allowed are as many masses as points, not "
        "negative, with sum 1",
        mass.size(), n));
}

/// log(a + sum_t count_t e^{log_t}), for logs <= 0.
Real log_offset_sum(Real a, const std::vector<std::pair<Real, Real>>& terms) {
  Real top = -std::numeric_limits<Real>::infinity(), sum = 0;
  for (const auto& [log, count] : terms) top = std::max(top, log);
  for (const auto& [log, count] : terms) sum += count * std::exp(log - top);
  return a == 0 ? top + std::log(sum) : std::log(a + std::exp(top) * sum);
}

void require_family(PointsView z, double tau, double a) {
  require_temperature("F_a", tau);
  require_offset("F_a", "a", a);
  require_points("F_a", z.cols());
}

}  // namespace

double offset_energy(PointsView z, double tau, double alpha, const State* mass) {
  require_temperature("offset energy", tau);
  require_offset("offset energy", "alpha", alpha);
  if (mass) require_masses(*mass, z.cols());
  const Matrix kernel = log_kernel(z, tau).array().exp();
  const Matrix p =
      mass ? Matrix(mass->cast<Real>()) : Matrix(Matrix::Constant(z.cols(), 1, 1 / Real(z.cols())));
  const Matrix potential = kernel * p;
  Real value = 0;
  for (Index i = 0; i < z.cols(); ++i)
    if (p(i, 0) > 0) value += p(i, 0) * std::log(Real(alpha) + potential(i, 0));
  return static_cast<double>(value);
}

double family_energy(PointsView z, double tau, double a) {
  require_family(z, tau, a);
  const Matrix logs = log_kernel(z, tau);
  Real value = 0;
  for (Index i = 0; i < z.cols(); ++i) {
    std::vector<std::pair<Real, Real>> terms;
    for (Index j = 0; j < z.cols(); ++j)
      if (j != i) terms.emplace_back(logs(i, j), 1);
    value += log_offset_sum(a, terms);
  }
  return static_cast<double>(value / Real(z.cols()));
}

double family_energy(const InnerProducts& products, double tau, double a) {
  require_temperature("F_a", tau);
  require_offset("F_a", "a", a);
  Index points = 0;
  std::vector<std::pair<Real, Real>> terms;
  for (const auto& [value, count] : products) {
    const Index others = points == 0 ? count - 1 : count;  // the point's own is the first
    points += count;
    if (others > 0) terms.emplace_back((value - 1) / Real(tau), others);
  }
  require_points("F_a", points);
  return static_cast<double>(log_offset_sum(a, terms));
}

double pair_energy(PointsView z, double tau) {
  require_temperature("pair energy", tau);
  return static_cast<double>(log_kernel(z, tau).array().exp().mean());
}

double stationarity_residual(PointsView z, double tau, double a) {
  require_family(z, tau, a);
  const Matrix x = z.cast<Real>(), logs = log_kernel(z, tau);
  Matrix kernel = logs.array().exp();
  kernel.diagonal().setZero();
  const Matrix weight = (kernel.rowwise().sum().array() + Real(a)).inverse();
  Real force = 0, scale = 0;
  for (Index i = 0; i < z.cols(); ++i) {
    const Matrix pull = kernel.col(i).array() * (weight.array() + weight(i, 0));
    const Matrix f = x * pull;
    force = std::max(force, (f - x.col(i) * x.col(i).dot(f.col(0))).norm());
    scale = std::max(scale, pull.sum());
  }
  return static_cast<double>(force / scale);
}

}  // namespace simclr_flow::theory
