#pragma once
#include <string>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// Atoms 0 <= x_1 < ... < x_n <= length with masses p_i > 0 that sum to 1.
struct IntervalMeasure {
  double length, tau;
  State atoms, masses;
};

/// E_alpha(rho) = sum_i p_i log(alpha + K(x_i)), K(x) = sum_j p_j exp(-(x - x_j)^2/(2 tau)).
double interval_energy(const IntervalMeasure& rho, double alpha);

/// K(x) and its first two derivatives.
struct IntervalPotential {
  double value, slope, curvature;
};
IntervalPotential interval_potential(const IntervalMeasure& rho, double x);

/// What rho proves about every probability measure on [0, length].
///
///   pair_energy  I = sum_{i,j} p_i p_j k(x_i, x_j)
///   floor        a number <= K(x) on all of [0, length], proven up to rounding
///   residual     max |K(x_i) - I|, and max |K'(x_i)| sqrt(tau) over atoms inside (0, length)
///   holds        I - floor <= 1e-10 I: rho is the minimizer to that accuracy
///
/// How: [0, length] is cut into `cells` equal cells. In one of width h with middle m, |K''''| <=
/// 3/tau^2 gives K'' >= c = K''(m) - |K'''(m)| h/2 - 3 h^2/(8 tau^2), hence K >= K(m) -
/// |K'(m)| h/2 + min(c, 0) h^2/8. Cells with c > 0 that join an inner atom x_i through such cells
/// lie above the tangent there, so that K >= K(x_i) - |K'(x_i)| length; cells on which K provably
/// rises, joined to an atom at an end through such cells, have K >= K at that atom.
struct IntervalCertificate {
  bool holds;
  double pair_energy, floor, residual;
  std::string reason;  ///< a sentence
};
IntervalCertificate certify(const IntervalMeasure& rho, Index cells = 20000);

/// log((alpha + floor)^2/(alpha + I)) <= E_alpha of every probability measure on [0, length]:
/// equilibrium_lower_bound of theory/equilibrium.hpp. Throws InputError unless alpha >= 0.
double interval_lower_bound(const IntervalCertificate& certificate, double alpha);

/// The minimizer of E_alpha over the probability measures on [0, length], for every alpha >= 0 at
/// once: the equilibrium measure of k, the one with K >= kappa on [0, length] and K = kappa on its
/// atoms; min E_alpha = log(alpha + kappa), kappa = min I.
///
/// It has finitely many atoms: K is real-analytic, so that an accumulation point of the support
/// would make it constant, against its limit 0 at infinity. Both ends are atoms: at the outermost
/// atom all others pull K' outwards. Unique (theory/equilibrium.hpp).
/// Found by Newton descent of I in masses and inner positions, with new atoms where K is lowest; an
/// atom on a hill of K, held there by symmetry, is split.
/// Domain: length in (0, 16 sqrt(tau)], tau in [1e-4, 1e4]; beyond, the masses are badly
/// conditioned. kappa to 1e-14 where the certificate holds; atoms and masses only to the square
/// root of the gap it leaves. Hazard: at lengths within about 1e-3 of one where the number of atoms
/// grows from odd to even the descent may stop among nearly equal clusters, and the certificate may
/// not hold: look at `certificate.holds` before the atoms. Invariance: x -> length - x. Status:
/// proven up to the gap that the certificate leaves. Throws InputError outside the domain.
struct IntervalMinimizer {
  IntervalMeasure measure;
  double kappa;
  IntervalCertificate certificate;
  double energy(double alpha) const;  ///< log(alpha + kappa)
};
IntervalMinimizer interval_minimizer(double length, double tau);

}  // namespace simclr_flow::theory
