#pragma once
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// A lower bound on the energy gap of a law rho on S^{d-1} by its discrepancy from the uniform law
/// sigma, for E_alpha(rho) = int log(alpha + K_rho) drho, K_rho = int k(., z') drho(z'):
///
///   E(rho) - E(sigma) >= factor · MMD_k^2(rho, sigma),   factor = (1 - C beta)/(alpha + kappa_0),
///   beta = (1 - kappa_0)/(alpha + kappa_0),  g_min = (e^{-2/tau} - kappa_0)/(alpha + kappa_0),
///   C = (g_min - log(1 + g_min))/g_min^2 > 1/2                                   (Theorem B).
///
/// Why: with g = (K_rho - kappa_0)/(alpha + kappa_0) >= g_min the gap is int log(1 + g) drho;
/// log(1 + g) >= g - C g^2 there; int g drho = MMD^2/(alpha + kappa_0); and |K_rho - kappa_0|^2 <=
/// (1 - kappa_0) MMD^2, by Cauchy and Schwarz in the space of k.
/// Domain: d >= 2, tau in [1e-4, 1e4], alpha >= 0. alpha = 1: factor >= 1/2 always, with limit 1/2
/// both as tau -> 0 and as tau -> infinity. Vacuous (factor <= 0) for small alpha and tau, on S^1
/// with alpha = 0 for tau < 1.108; then only Theorem A is left, gap >= 0.
/// Hazard: alpha = 0 where kappa_0 underflows makes beta infinite and factor -infinity.
/// Throws InputError outside the domain. Source: Theorems A and B; setting of Calder & Lee,
/// arXiv:2503.10812.
struct Certificate {
  double alpha;
  double kappa_0;
  double minimum;  ///< log(alpha + kappa_0) = E(sigma), the least value of all laws (Theorem A)
  double beta;
  double g_min;
  double c;
  double factor;

  bool vacuous() const { return !(factor > 0); }
  /// The bound on E(rho) - E(sigma) for a law at this squared discrepancy; 0 if vacuous.
  double least_gap(double squared_mmd) const { return vacuous() ? 0 : factor * squared_mmd; }
};

Certificate certificate(Index d, double tau, double alpha = 1);

}  // namespace simclr_flow::theory
