#pragma once
#include <string>
#include <vector>

#include "simclr_flow/theory/interval_minimizer.hpp"

namespace simclr_flow::theory {

/// The minimizer of E_alpha over the probability measures on the box [0, L_1] x ... x [0, L_d], for
/// every alpha >= 0 at once: the product of the minimizers on the sides.
///
/// Proof. k(x, y) = prod_c k(x_c, y_c), so that a product measure has the potential K(x) = prod_c
/// K_c(x_c) >= prod_c kappa_c on the box, with equality on its atoms: it is the equilibrium measure
/// of k (theory/equilibrium.hpp), which is unique. Of measures on the sides that are not quite the
/// minimizers, K >= prod_c floor_c and int K = prod_c I_c still give a bound on every law.
///
///   kappa   prod_c kappa_c;  min E_alpha = log(alpha + kappa)
///   floor, pair_energy   prod_c floor_c and prod_c I_c, of the certificates on the sides
///   atoms, masses        d×n and n, the first side fastest
///   holds, status        whether every side's certificate holds: "proven" (up to the gap
///                        that they leave), else "numerical"
///
/// Domain and hazards: interval_minimizer's on each side, d >= 1; n is the product of the numbers
/// of atoms on the sides. Throws InputError outside.
struct BoxMinimizer {
  std::vector<IntervalMinimizer> sides;
  double kappa, floor, pair_energy;
  Points atoms;
  State masses;
  bool holds;
  std::string status;

  double energy(double alpha) const;  ///< log(alpha + kappa)
  /// A number at most E_alpha of every probability measure on the box: equilibrium_lower_bound.
  /// Throws InputError unless alpha >= 0.
  double lower_bound(double alpha) const;
};
BoxMinimizer box_minimizer(const State& sides, double tau);

}  // namespace simclr_flow::theory
