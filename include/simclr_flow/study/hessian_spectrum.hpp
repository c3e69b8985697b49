#pragma once
#include "simclr_flow/flow/flow.hpp"

namespace simclr_flow {

/// What the second derivatives say of a stationary state, modulo the symmetry group.
struct HessianSpectrum {
  State lowest;          ///< the smallest eigenvalues, ascending, each as often as it occurs
  double largest = 0;    ///< the largest modulus of an eigenvalue
  Index unknowns = 0;    ///< how many eigenvalues there are
  Index negative = 0;    ///< the Morse index: how many are below -zero
  Index zero = 0;        ///< how many are within SpectrumPlan's zero, of those computed
  bool complete = true;  ///< all were computed; else the lowest, and all negative ones
};

/// How a spectrum is computed. Eigenvalues are not told from 0 within
///   max(share·largest, least)      of a matrix, share = max(1e-13, 4 unknowns epsilon): rounding
///   max(1e-10·largest, least)      by Lanczos
struct SpectrumPlan {
  Index count = 8;     ///< at least so many lowest ones, or all there are
  Index dense = 1000;  ///< directions up to which the Hessian is a matrix
  double least = 0;    ///< what the forces at the state leave undetermined
  Index copies = 0;    ///< dimensions of the sphere of the latents beside those of the flow's: each
                       ///< adds the normal_eigenvalues, which with the flow's own are all
};

/// The lowest eigenvalues of the ReducedHessian at a state in normal form: minus the largest growth
/// rates of the flow there. By a matrix up to `dense` directions (or 20, or twice the count); above
/// by Lanczos, every pair verified, and by a matrix after all where that fails: where the Hessian
/// is nearly a multiple of 1, or hundreds of eigenvalues are negative. Throws std::runtime_error
/// where a matrix would be needed of more than 8000 directions.
HessianSpectrum hessian_spectrum(const Flow& flow, const State& x, const SpectrumPlan& plan = {});

}  // namespace simclr_flow
