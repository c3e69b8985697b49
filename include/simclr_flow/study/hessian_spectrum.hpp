#pragma once
#include "simclr_flow/flow/flow.hpp"

namespace simclr_flow {

/// What the second derivatives say of a stationary state, modulo the symmetry group.
struct HessianSpectrum {
  State lowest;          ///< the smallest eigenvalues, ascending, each as often as it occurs
  double largest = 0;    ///< the largest modulus of an eigenvalue
  Index unknowns = 0;    ///< how many eigenvalues there are
  Index negative = 0;    ///< the Morse index: how many are below -tolerance()
  Index zero = 0;        ///< how many are within tolerance(), of those computed
  bool complete = true;  ///< all were computed; else the lowest, and all negative ones

  /// Eigenvalues nearer to 0 are not told from it: 1e-10 of the largest.
  double tolerance() const { return 1e-10 * largest; }
};

/// The lowest eigenvalues (at least `count`, or all there are) of the ReducedHessian at a state in
/// normal form: minus the largest growth rates of the flow there. By a matrix up to `dense`
/// directions (or 20, or twice the count); above by Spectra's restarted Lanczos, 1e-10 relative to
/// the largest, repeated with what was found taken out until nothing lower is left, so that
/// multiple eigenvalues are all found. Throws std::runtime_error if that does not converge.
HessianSpectrum hessian_spectrum(const Flow& flow, const State& x, Index count, Index dense);

}  // namespace simclr_flow
