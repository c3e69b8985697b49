#pragma once
#include "simclr_flow/flow/flow.hpp"

namespace simclr_flow {

/// What the second derivatives say of a stationary state, modulo the symmetry group.
struct HessianSpectrum {
  State lowest;          ///< the smallest eigenvalues, ascending, each as often as it occurs
  double largest = 0;    ///< the largest modulus of an eigenvalue
  Index unknowns = 0;    ///< how many eigenvalues there are
  Index negative = 0;    ///< the Morse index: how many are below -share·largest
  Index zero = 0;        ///< how many are within share·largest, of those computed
  bool complete = true;  ///< all were computed; else the lowest, and all negative ones
};

/// How a spectrum is computed.
struct SpectrumPlan {
  Index count = 8;       ///< at least so many lowest ones, or all there are
  Index dense = 1000;    ///< directions up to which the Hessian is a matrix
  double share = 1e-10;  ///< of the largest: eigenvalues nearer to 0 are not told from it
};

/// The lowest eigenvalues of the ReducedHessian at a state in normal form: minus the largest growth
/// rates of the flow there. By a matrix up to `dense` directions (or 20, or twice the count); above
/// by Lanczos, every pair verified, and by a matrix after all where that fails: where the Hessian
/// is nearly a multiple of 1, or hundreds of eigenvalues are negative. Throws std::runtime_error
/// where a matrix would be needed of more than 8000 directions.
HessianSpectrum hessian_spectrum(const Flow& flow, const State& x, const SpectrumPlan& plan = {});

}  // namespace simclr_flow
