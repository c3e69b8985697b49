#pragma once

namespace simclr_flow::theory {

/// The exact flow of two particles on a line: with r = |z_1 - z_2|, k = exp(-r^2/(2 tau)),
///   r' = 4 r k / (tau (2 alpha + 1 + k)),
///   t(r) = (tau/4) [ (2 alpha + 1)/2 (Ei(r^2/(2 tau)) - Ei(r0^2/(2 tau))) + ln(r/r0) ];
/// at alpha = -1/2 (two particles of `dcl`) r = r0 e^{4 t/tau}.
///
/// Domain: r0, tau > 0; alpha >= -1/2. In R^d the particles stay on their line, so the same r(t)
/// holds. Derived from z_i' = -N dE/dz_i, N = 2, E = (1/N) sum_i log(alpha + K_i),
/// K_i = (1/N) sum_j k_ij with j = i: z_i' = (z_i - z_j) k/(tau (alpha + (1 + k)/2)).
/// dt/dr integrates by s = r^2/(2 tau), dr/r = ds/(2 s).
///
/// Time is that of the particle flow. r grows without bound (R^d has no minimizer), like
/// (2 tau ln(t/tau))^{1/2}: doubles end at r^2/(2 tau) near 700, logarithms of times go on.
/// Hazard: the difference of Ei has an absolute error of 1e-16 of its larger term, so t(r) loses
/// relative accuracy as r nears r0. Distances are accurate to 1e-14 relatively, everywhere; to
/// 3e-14 where only the logarithm of the time is given. Throws InputError for arguments out of
/// their domain.
class TwoParticles {
 public:
  TwoParticles(double start, double tau, double alpha = 1);

  double velocity(double r) const;  ///< r'
  double time(double r) const;      ///< t(r), negative for r < r0; +infinity beyond the doubles
  double log_time(double r) const;  ///< ln t(r), r >= r0; finite for every r > r0

  double distance(double t) const;                  ///< r(t), t >= 0
  double distance_at_log_time(double log_t) const;  ///< r(e^log_t)

 private:
  bool is_near(double r) const;
  double near_time(double r) const;
  double log_inverse_rate(double r) const;  ///< ln (r/r')
  double upper_bound(double log_t) const;

  double start_, tau_, alpha_;
  double far_weight_;  ///< 2 alpha + 1
};

}  // namespace simclr_flow::theory
