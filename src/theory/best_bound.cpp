#include "simclr_flow/theory/best_bound.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "bound_parts.hpp"
#include "domain.hpp"
#include "simclr_flow/theory/certificate.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/finite_bounds.hpp"
#include "simclr_flow/theory/inner_products.hpp"
#include "simclr_flow/theory/levenshtein.hpp"
#include "simclr_flow/theory/minimum.hpp"
#include "simclr_flow/theory/spherical_codes.hpp"

namespace simclr_flow::theory {
namespace {

/// Beyond this degree the pair bound is the uniform law's to rounding, unless tau is very small.
constexpr Index highest_degree = 400;

bool has_pair_bound(Index n, Index d) { return double(n) <= design_bound(d, highest_degree + 1); }

/// sum_{j≠0} k(0, 2 pi j/N), the least of N points on the circle: the N-gon is sharp.
long double polygon_sum(Index n, double tau) {
  long double sum = 0;
  for (Index j = 1; j < n; ++j) {
    const long double half = std::sin(std::numbers::pi_v<long double> * double(j) / double(n));
    sum += std::exp(-2 * half * half / tau);
  }
  return sum;
}

/// sum_{i,j} k_ij/N^2 of any N points is at least this.
double least_pair_energy(Index n, Index d, double tau) {
  if (d == 2) return double((1 + polygon_sum(n, tau)) / double(n));
  const double uniform = kappa_0(d, tau);
  if (!has_pair_bound(n, d)) return uniform;
  return std::max(uniform, 1 / double(n) + universal_pair_bound(n, d, tau));
}

}  // namespace

LowerBound lower_bound_by_simplex(Index n, Index d, double tau, double a) {
  const bool exists = n <= d + 1;
  return {simplex_bound(n, tau, a), exists,
          fmt::format("F_a >= log(a + (N-1) exp(-N/((N-1) tau))), {}",
                      exists ? "attained by the regular simplex" : "not attained for N > d + 1"),
          "proven", "Jensen twice; Lu & Steinerberger 2022"};
}

namespace {

LowerBound theorem_a(Index n, Index d, double tau, double a) {
  return {uniform_bound(n, d, tau, a), false, "F_a >= log N + log((a-1)/N + kappa_0), not attained",
          "proven", "Theorem A"};
}

LowerBound theorem_b(Index n, Index d, double tau, double a) {
  const double alpha = (a - 1) / double(n);
  const Certificate c = certificate(d, tau, alpha);
  const double least = d == 2 ? circle_minimum(n, tau, alpha).lower
                              : c.minimum + c.least_gap(least_pair_energy(n, d, tau) - c.kappa_0);
  return {std::log(double(n)) + least, false,
          "F_a >= log N + log((a-1)/N + kappa_0) + (1 - C beta) MMD^2/((a-1)/N + kappa_0), MMD^2 "
          "the least possible of N atoms",
          "proven",
          d == 2 ? "Theorem B; Cohn & Kumar 2007"
                 : "Theorem B; universal lower bound, Boyvalenkov et al. 2016"};
}

}  // namespace

std::vector<LowerBound> lower_bounds_by_law(Index n, Index d, double tau, double a) {
  return {theorem_a(n, d, tau, a), theorem_b(n, d, tau, a)};
}

LowerBound larger(const LowerBound& a, const LowerBound& b) { return b.value > a.value ? b : a; }

// Proven minimizers of pair energies have the nodes as their inner products.
bool pair_bound_attained(Index n, Index d) {
  if (n <= d + 1 || d == 2) return true;
  if (!has_pair_bound(n, d)) return false;
  if (const SphericalCode* code = spherical_code(d, n)) return code->status == "proven";
  const std::size_t nodes = levenshtein_quadrature(n, d).nodes.size();
  const auto rows = configurations_of(d, n);
  return std::ranges::any_of(rows, [&](const ConfigurationEntry* row) {
    return std::ranges::any_of(row->claims, [&](const MinimalityClaim& claim) {
      return claim.about == MinimalityClaim::About::pairs && claim.status == "proven" &&
             row->products(d, n).size() == nodes + 1;
    });
  });
}

double least_mean_kernel(Index n, Index d, double tau) {
  const double pairs_of_one = double(n - 1);
  const double simplex = std::exp(-double(n) / (pairs_of_one * tau));
  if (d == 2) return std::max(simplex, double(polygon_sum(n, tau)) / pairs_of_one);
  const double n_kappa = double(n) * kappa_0(d, tau);
  double least = simplex;
  // Where sum_j k_ij is hardly above 1, its own pair, the difference is rounding.
  if (n_kappa > 2) least = std::max(least, (n_kappa - 1) / pairs_of_one);
  if (has_pair_bound(n, d))
    least = std::max(least, double(n) / pairs_of_one * universal_pair_bound(n, d, tau));
  return least;
}

LowerBound best_lower_bound(Index n, Index d, double tau, double a) {
  require_points("lower bound", n);
  require_ambient("lower bound", d);
  require_temperature("lower bound", tau);
  require_offset("lower bound", "a", a);
  LowerBound best = lower_bound_by_simplex(n, d, tau, a);
  if (a < 1 || best.attained) return best;
  for (const LowerBound& bound : lower_bounds_by_law(n, d, tau, a)) best = larger(best, bound);
  return best;
}

LowerBound best_pair_bound(Index n, Index d, double tau) {
  require_points("lower bound", n);
  require_ambient("lower bound", d);
  require_temperature("lower bound", tau);
  const bool attained = pair_bound_attained(n, d);
  return {least_pair_energy(n, d, tau), attained,
          fmt::format("(1/N^2) sum k >= 1/N + sum_i rho_i k(t_i), {}",
                      attained ? "attained by a sharp configuration" : "not known to be attained"),
          "proven", "universal lower bound, Boyvalenkov et al. 2016; Cohn & Kumar 2007"};
}

}  // namespace simclr_flow::theory
