#include "simclr_flow/theory/plain_sum.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "plain_rule.hpp"

namespace simclr_flow::theory {
namespace {

using Real = long double;
using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;

/// The latents, the kernel between them, and the gradient that grows pair by pair.
struct Pairs {
  Pairs(const PlainEnergy& given, PointsView points, Index view_count, const State* masses)
      : energy(given),
        kernel(plain_kernel(energy.kernel, energy.temperature, energy.parameters)),
        z(points.cast<Real>()),
        gradient(Matrix::Zero(z.rows(), z.cols())),
        gradient_terms(static_cast<std::size_t>(z.cols()), 0),
        pulls(gradient_terms),
        views(view_count),
        mass(static_cast<std::size_t>(z.cols()), 1 / static_cast<Real>(z.cols())) {
    for (std::size_t i = 0; masses && i < mass.size(); ++i) mass[i] = (*masses)[Index(i)];
  }
  Index count() const { return z.cols(); }
  Real p(Index i) const { return mass[static_cast<std::size_t>(i)]; }

  Real square(Index i, Index j) const { return (z.col(i) - z.col(j)).squaredNorm(); }
  /// log k_ij.
  Real log_k(Index i, Index j) const { return kernel->log_k(square(i, j) / 2); }
  /// Adds weight·d(log k_ij) to the gradient.
  void add_log_k(Real weight, Index i, Index j) {
    add_pull(weight * kernel->pull(square(i, j) / 2), i, j);
  }
  /// Adds weight·(z_j - z_i) to column i and its opposite to column j.
  void add_pull(Real weight, Index i, Index j) {
    const Real size = std::abs(weight) * std::sqrt(square(i, j));
    gradient_terms[static_cast<std::size_t>(i)] += size;
    gradient_terms[static_cast<std::size_t>(j)] += size;
    pulls[static_cast<std::size_t>(i)] += std::abs(weight);
    pulls[static_cast<std::size_t>(j)] += std::abs(weight);
    for (Index c = 0; c < z.rows(); ++c) {
      const Real pull = weight * (z(c, j) - z(c, i));
      gradient(c, i) += pull;
      gradient(c, j) -= pull;
    }
  }

  /// Adds weight·z_j to column i: it rounds relative to `size`, and moves by `steepness` times
  /// what latents move by.
  void add_multiple(Real weight, Index i, Index j, Real size, Real steepness) {
    gradient_terms[static_cast<std::size_t>(i)] += size;
    pulls[static_cast<std::size_t>(i)] += steepness;
    gradient.col(i) += weight * z.col(j);
  }

  PlainEnergy energy;
  std::unique_ptr<const PlainKernel> kernel;
  Matrix z, gradient;
  std::vector<Real> gradient_terms;  // sum of |terms| of each column
  std::vector<Real> pulls;           // and of their |weights|
  Real value_terms = 0;
  Index views;
  std::vector<Real> mass;
  State weights;  // of a quadrature, or empty
};

/// log R of a row, and the share of every latent in R.
Real log_r(const Pairs& pairs, const Rule& rule, Index row, std::vector<Real>& share) {
  const Index n = pairs.count();
  Real top = -std::numeric_limits<Real>::infinity(), sum = 0;
  for (Index j = 0; j < n; ++j) {
    if (!takes(rule, row, j, pairs.views)) continue;
    share[std::size_t(j)] = pairs.log_k(row, j);
    top = std::max(top, share[std::size_t(j)]);
  }
  for (Index j = 0; j < n; ++j) {
    Real& s = share[std::size_t(j)];
    s = takes(rule, row, j, pairs.views) ? pairs.p(j) * Real(n) * std::exp(s - top) : 0;
    sum += s;
  }
  for (Real& s : share) s /= sum;
  const Real size = rule.cross ? Real(n / pairs.views) : Real(n);
  return top + std::log(sum) - (rule.mean ? std::log(size) : 0);
}

Real contrastive(Pairs& pairs, const PlainContrast& contrast) {
  const Index views = pairs.views;
  const Rule rule = rule_of(contrast, views, pairs.energy.positives);
  const Rule pair_rule = between_latents(rule);
  std::vector<Real> share(static_cast<std::size_t>(pairs.count()));
  Real value = 0;
  for (Index row = 0; row < pairs.count(); ++row) {
    if (rule.cross && row % views != 0) continue;
    const Real log_row = log_r(pairs, rule, row, share);
    Real pulled = 0;
    for (const auto& [partner, part] : positives_of(rule, row, views, pairs.weights)) {
      const Rule& of_pair = partner == row ? rule : pair_rule;
      const Real mean = pairs.p(row) * part * (rule.cross ? Real(views) : 1);
      const Real log_a = partner == row ? 0 : pairs.log_k(row, partner);
      const auto [term, slope] = psi(of_pair, log_row - log_a);
      value += mean * term;
      pairs.value_terms += mean * size_of_terms(of_pair, log_row, log_a, term);
      pulled += mean * slope;
      pairs.add_log_k(-mean * slope, row, partner);
    }
    for (Index j = 0; j < pairs.count(); ++j)
      pairs.add_log_k(pulled * share[std::size_t(j)], row, j);
  }
  return value;
}

/// sum_{i != j} p_i p_j log k_ij
Real pair_mean(Pairs& pairs) {
  Real value = 0;
  for (Index i = 0; i < pairs.count(); ++i)
    for (Index j = 0; j < i; ++j) {
      const Real weight = 2 * pairs.p(i) * pairs.p(j), log_k = pairs.log_k(i, j);
      value += weight * log_k;
      pairs.value_terms += weight * std::abs(log_k);
      pairs.add_log_k(weight, i, j);
    }
  return value;
}

Real alignment(Pairs& pairs) {
  Rule of_pairs{};
  of_pairs.positives = pairs.energy.positives;
  Real value = 0;
  for (Index row = 0; row < pairs.count(); ++row)
    for (const auto& [partner, part] : positives_of(of_pairs, row, pairs.views, pairs.weights)) {
      const Real mean = pairs.p(row) * part;
      value += mean * pairs.square(row, partner);
      pairs.value_terms += mean * pairs.square(row, partner);
      pairs.add_pull(-2 * mean, row, partner);
    }
  return value;
}

/// Of latents first, first + stride, ...; their share of the whole goes to the gradient.
Real uniformity(Pairs& pairs, Index first, Index stride, Real share) {
  const Index n = pairs.count();
  Real top = -std::numeric_limits<Real>::infinity(), sum = 0, weights = 0;
  for (Index i = first; i < n; i += stride)
    for (Index j = first; j < i; j += stride) top = std::max(top, pairs.log_k(i, j));
  for (Index i = first; i < n; i += stride)
    for (Index j = first; j < i; j += stride) {
      sum += pairs.p(i) * pairs.p(j) * std::exp(pairs.log_k(i, j) - top);
      weights += pairs.p(i) * pairs.p(j);
    }
  for (Index i = first; i < n; i += stride)
    for (Index j = first; j < i; j += stride)
      pairs.add_log_k(share * pairs.p(i) * pairs.p(j) * std::exp(pairs.log_k(i, j) - top) / sum, i,
                      j);
  pairs.value_terms +=
      share * (std::abs(top) + std::abs(std::log(sum)) + std::abs(std::log(weights)));
  return share * (top + std::log(sum / weights));
}

Real uniformity_per_view(Pairs& pairs) {
  Real value = 0;
  for (Index a = 0; a < pairs.views; ++a)
    value += uniformity(pairs, a, pairs.views, 1 / Real(pairs.views));
  return value;
}

/// By the double sum over all pairs. Products round relative to |u_i| |u_j|; where latents move by
/// r, (u_i·u_j) u_j does by up to |u_j| (|u_j| + 2 |u_i|) r.
Real spectral(Pairs& pairs) {
  Rule of_pairs{};
  of_pairs.positives = pairs.energy.positives;
  Real value = 0;
  for (Index i = 0; i < pairs.count(); ++i) {
    const Real a = pairs.z.col(i).norm();
    for (const auto& [j, part] : positives_of(of_pairs, i, pairs.views, pairs.weights)) {
      const Real weight = 2 * pairs.p(i) * part, b = pairs.z.col(j).norm();
      value -= weight * pairs.z.col(i).dot(pairs.z.col(j));
      pairs.value_terms += weight * a * b;
      pairs.add_multiple(-weight, i, j, weight * b, weight);
      pairs.add_multiple(-weight, j, i, weight * a, weight);
    }
    for (Index j = 0; j < pairs.count(); ++j) {
      const Real mean = pairs.p(i) * pairs.p(j), product = pairs.z.col(i).dot(pairs.z.col(j)),
                 b = pairs.z.col(j).norm();
      value += mean * product * product;
      pairs.value_terms += mean * a * a * b * b;
      pairs.add_multiple(4 * mean * product, i, j, 4 * mean * a * b * b,
                         4 * mean * b * (b + 2 * a));
    }
  }
  return value;
}

}  // namespace

namespace {

Real value_of(const Defined& energy, Pairs& pairs) {
  if (energy.pair_mean) return pair_mean(pairs);
  switch (energy.sum) {
    case EnergyFacts::Sum::contrast:
      return contrastive(pairs, energy.contrast);
    case EnergyFacts::Sum::alignment:
      return alignment(pairs);
    case EnergyFacts::Sum::uniformity:
      return uniformity(pairs, 0, 1, 1);
    case EnergyFacts::Sum::uniformity_per_view:
      return uniformity_per_view(pairs);
    case EnergyFacts::Sum::spectral:
      return spectral(pairs);
  }
  throw std::invalid_argument("no such sum");
}

PlainSum result(const Pairs& pairs, Real value) {
  return {static_cast<double>(value), pairs.gradient.cast<double>(),
          static_cast<double>(pairs.value_terms),
          static_cast<double>(*std::ranges::max_element(pairs.gradient_terms)),
          static_cast<double>(*std::ranges::max_element(pairs.pulls))};
}

}  // namespace

bool has_plain_sum(const PlainEnergy& energy) { return energy.contrast || facts_of(energy.preset); }

PlainSum plain_sum(const PlainEnergy& energy, PointsView z, Index views, const State* mass) {
  Pairs pairs(energy, z, views, mass);
  return result(pairs, value_of(defined(energy), pairs));
}

PlainSum plain_sum_by_quadrature(const PlainEnergy& energy, PointsView z, const State& weights) {
  const Index samples = z.cols() / weights.size();
  const State mass = weights.replicate(samples, 1) / static_cast<double>(samples);
  Pairs pairs(energy, z, weights.size(), &mass);
  pairs.weights = weights;
  return result(pairs, value_of(defined(energy), pairs));
}

double gradient_norm(const PlainSum& sum, PointsView z, const PlainSpace& space,
                     const State& weights) {
  // Project first: subtracting squares would cancel where the gradient is almost normal to M.
  const Points tangent = space.tangent_part(z, sum.gradient);
  if (weights.size() == 0) return std::sqrt(static_cast<double>(z.cols())) * tangent.norm();
  double sum_of_squares = 0;
  for (Index i = 0; i < z.cols(); ++i)
    sum_of_squares += tangent.col(i).squaredNorm() / weights[i % weights.size()];
  return std::sqrt(sum_of_squares * static_cast<double>(z.cols() / weights.size()));
}

}  // namespace simclr_flow::theory
