#pragma once
#include "simclr_flow/core/status.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// Where a run of the continuum flow ended, and what may be believed of it.
struct CircleRun {
  Status status;
  State density;
  Index steps = 0;
  double energy = 0;
  double tail = 0;  ///< see CircleFlow::tail
};

/// The continuum flow on the circle for laws with a density, by a Fourier spectral method:
///   d_t rho = (rho phi')',   phi = log(alpha + K) + k * (rho/(alpha + K)),   K = k * rho,
///   k(th) = exp((cos th - 1)/tau),   E = int rho log(alpha + K),   dE/dt = -int rho |phi'|^2.
///
/// Densities are **with respect to d th/(2 pi)** (the uniform law is 1), given by their values at
/// the M angles 2 pi j/M; integrals and convolutions are over d th/(2 pi), so that a convolution
/// with k multiplies the Fourier coefficient of order l by kappa_l.
/// Space: trigonometric polynomials of degree L = floor((M - 1)/3). The product rho phi' is
/// projected without aliasing (the 2/3 rule); log(alpha + K) and rho/(alpha + K) are no polynomials
/// and alias at the size of their coefficients beyond M - L, which fall faster than any power where
/// rho is smooth. The field phi' is smooth and transports rho: nothing is stiff, nothing is
/// smoothed, and near the uniform law coefficients of order l decay at the rate
/// 2 l^2 kappa_l/(alpha + kappa_0), tiny for large l: troughs of rho narrow, and stay for long.
/// Time: the classical Runge-Kutta method of order 4.
/// Invariants: int rho to rounding; rotations by 2 pi/M and reflections commute with the flow. In
/// continuous time dE/dt = -int rho |phi'|^2 holds exactly for the discrete E and phi, resolved or
/// not, because the projection is orthogonal for sums over the M angles: E falls while rho >= 0.
/// Hazard: positivity is not enforced; a density that sharpens beyond degree L is seen in `tail`.
/// Known minimizer: the uniform law, of energy log(alpha + kappa_0).
/// Throws InputError unless M is even and >= 4, tau in [1e-4, 1e4], alpha >= 0, and densities have
/// M values.
class CircleFlow {
 public:
  CircleFlow(Index points, double tau, double alpha = 1);

  Index degree() const { return kappa_.size() - 1; }  ///< L
  State angles() const;
  /// rho without the coefficients beyond L: start from this.
  State projected(const State& rho) const;

  State potential(const State& rho) const;        ///< K
  State first_variation(const State& rho) const;  ///< phi, up to degree L
  State velocity(const State& rho) const;         ///< -phi'
  State rhs(const State& rho) const;              ///< (rho phi')'
  double energy(const State& rho) const;          ///< E
  double dissipation(const State& rho) const;     ///< int rho |phi'|^2

  /// The largest coefficient of order in (2L/3, L], relative to the mass: the error of truncation,
  /// up to a modest factor. About 1e-16 means resolved to rounding.
  double tail(const State& rho) const;

  /// A step below the stability bound of the method with coefficients frozen at rho,
  ///   2.5/(L max|phi'| + 2 max rho/(alpha + K) · max_l l^2 kappa_l):
  /// transport needs L max|phi'| h <= 2.8 on the imaginary axis, the rest h |lambda| <= 2.78.
  double stable_step(const State& rho) const;

  /// Equal steps of at most `step` until `time`; failed, with a reason, when values overflow.
  CircleRun run(const State& rho, double time, double step) const;

 private:
  void check(const State& rho) const;

  Index points_;
  double alpha_;
  State kappa_;
};

}  // namespace simclr_flow::theory
