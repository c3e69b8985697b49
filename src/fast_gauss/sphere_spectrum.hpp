#pragma once
// The Gaussian kernel on the unit sphere by degrees of harmonics. Private.
#include <vector>

namespace simclr_flow {

/// exp((t - 1)/tau) = sum_l a_l P_l(t), a_l = (2l + 1) i_l(1/tau) exp(-1/tau), i_l the modified
/// spherical Bessel function (the generating function of Legendre's polynomials), and the same of
/// (t - 1) exp((t - 1)/tau), which is its derivative by 1/tau.
struct SphereSpectrum {
  /// Of degrees l <= the band limit, beyond which nothing counts at this accuracy.
  SphereSpectrum(double tau, double accuracy);

  std::vector<double> value, radial;
  /// What degrees beyond it give at most: to values, |P_l| <= 1; to gradients on the unit sphere,
  /// |P_l'| <= l (l + 1)/2 along it, and the radial part over tau.
  double value_tail = 0, gradient_tail = 0;
};

}  // namespace simclr_flow
