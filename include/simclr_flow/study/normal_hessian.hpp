#pragma once
#include "simclr_flow/flow/flow.hpp"

namespace simclr_flow {

/// The eigenvalues, ascending, of the Hessian of N latents on a sphere along directions off their
/// span W, for each unit vector e orthogonal to W, modulo rotations: with dE/dz_i = sum_j S_ij z_j
/// (energies are functions of inner products) the Hessian takes v_i = c_i e, which changes no inner
/// product to first order, to (sum_j (S_ij - delta_ij z_i·dE/dz_i) c_j) e. So these directions are
/// an invariant subspace for every e, with the same symmetric N×N matrix M, in the metric of
/// TangentFrame. At stationary latents M Z^T = 0: c_i = a·z_i is the rotation from a in W to e.
/// What is left are N - rank Z eigenvalues, each as often as there are dimensions off W. Domain: a
/// flow of latents on a sphere, x in normal form, fewer latents than dimensions.
State normal_eigenvalues(const Flow& flow, const State& x);

}  // namespace simclr_flow
