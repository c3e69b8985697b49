#pragma once
// What double precision leaves undetermined of a stationary state.
#include "simclr_flow/flow/flow.hpp"
#include "simclr_flow/io/study_file.hpp"

namespace simclr_flow {

/// Forces, as the norm |grad E| of FirstOrder, below so many times the largest eigenvalue of the
/// Hessian and the length of the manifold are not told from 0: latents are rounded to half an
/// epsilon of it, and each force is a sum of terms as large as that eigenvalue.
inline constexpr double force_rounding = 8 * 2.220446049250313e-16;
/// Eigenvalues along which forces leave latents undetermined by more than this, in root mean square
/// and of the length of the manifold, are not told from 0.
inline constexpr double undetermined = 0.01;

/// 1 on circle and sphere, the longest side of a box.
double length_scale(const Manifold& manifold);

/// The largest modulus of an eigenvalue of the ReducedHessian at x in normal form, by twenty power
/// iterations: from below, and hardly ever by more than a half.
double stiffness(const Flow& flow, const State& x);

/// How far latents of a stationary end may be from the exact stationary state, of the length of
/// their manifold: (|grad E|/length + force_rounding·largest)/lambda, the largest Newton step that
/// rounding hides, for the eigenvalue lambda nearest to 0 of those kept; of a single latent
/// 1/sqrt(p) times that, p the least mass. 0 where no eigenvalue is kept,
/// infinite where one is 0.
double place_uncertainty(const StudyEnd& end, double length);

}  // namespace simclr_flow
