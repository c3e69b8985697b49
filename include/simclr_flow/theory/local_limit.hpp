#pragma once
#include <functional>

#include "simclr_flow/core/status.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// A nonlinear diffusion d_t rho = d_x (D(rho) d_x rho) = d_x^2 Phi(rho), D = Phi' >= 0.
struct Diffusion {
  std::function<double(double)> potential;    ///< Phi, odd
  std::function<double(double)> coefficient;  ///< D, even
};

/// c = int exp(-|z|^2/(2 tau)) dz = (2 pi tau)^{s/2}, s the intrinsic dimension.
double kernel_mass(double tau, double intrinsic_dim = 1);

/// The limit of the continuum flow as tau -> 0 where rho is smooth: K ~ c rho, hence
///   phi = log(alpha + c rho) + c rho/(alpha + c rho),   d_t rho = (rho phi')' = Phi(rho)'',
///   Phi = c rho^2/(alpha + c rho),   D = 1 - (alpha/(alpha + c rho))^2.
/// alpha = 0 is the heat equation (D = 1); c rho << alpha the porous medium equation of exponent 2,
/// Phi ~ (c/alpha) rho^2. Densities with respect to length. Continued to rho < 0 as an odd
/// function, so that undershoots diffuse.
/// Formal. Seen on the circle, rho smooth: the error is O(tau), and O(tau^2) for alpha = 0, where
/// the next term of the energy, (tau/2) int rho'', vanishes.
Diffusion local_limit(double alpha, double kernel_mass);

/// Phi = factor·rho |rho|: its Barenblatt solution of mass m from a point is
///   (A - x^2/(12 s^{2/3}))_+ / s^{1/3},   s = factor·t,   A = (3 m^2/64)^{1/3}.
Diffusion porous_medium(double factor);
double barenblatt(double x, double t, double mass, double factor);
double barenblatt_front(double t, double mass, double factor);  ///< (12 A)^{1/2} s^{1/3}

/// Where a run ended.
struct DiffusionRun {
  Status status;
  State density;
  Index newton_iterations = 0;
};

/// Finite volumes for a diffusion on an interval without flux through its ends.
///   d_t rho_i = (F_{i+1/2} - F_{i-1/2})/h,  F_{i+1/2} = (Phi(rho_{i+1}) - Phi(rho_i))/h,
/// rho_i the mean over cell i; in time TR-BDF2, stiffly accurate and L-stable, each of its two
/// stages by Newton's method.
/// Order: 2 in h and in the step for smooth positive solutions. At a front of the porous medium
/// equation rho has a kink, which makes errors of size h in O(1) cells: order 2 in L^1, 1 in the
/// maximum norm, is what one expects and what is seen on Barenblatt's solution (1.9 to 2.1). It is
/// not proven: for monotone schemes of degenerate equations the proven order in L^1 is 1/3
/// (Karlsen, Risebro, Storrosten, Math. Comp. 2014), and TR-BDF2 is not monotone.
/// Invariants: the mass to rounding, whatever Newton leaves, since the step ends with a difference
/// of fluxes; constants. Positivity and the maximum principle hold only for small steps; no
/// undershoot is seen on Barenblatt's solution.
/// Throws InputError unless left < right, cells >= 2, densities have one value a cell.
/// Source: Bank et al. 1985; Hosea & Shampine 1996 (TR-BDF2).
class DiffusionLine {
 public:
  DiffusionLine(Diffusion diffusion, double left, double right, Index cells);

  double width() const { return width_; }  ///< h
  State centres() const;
  /// Equal steps until `time`; failed, with a reason, if Newton's method stalls.
  DiffusionRun run(const State& density, double time, Index steps) const;

 private:
  State fluxes(const State& rho) const;
  State divergence(const State& flux) const;
  Index solve_stage(const State& base, double weight, State& rho) const;

  Diffusion diffusion_;
  double left_, width_;
  Index cells_;
};

}  // namespace simclr_flow::theory
