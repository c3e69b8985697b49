#pragma once
#include <string_view>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// An energy and its gradient by the defining double sum: what a stored run is judged by.
/// Shares no code with energy/ or kernel_sum/; one exponential a pair, sums in long double.
struct PlainSum {
  double value;
  Points gradient;  ///< Euclidean dE/dz, d×N
};

/// preset `simclr` or `nt-xent` at latents z (d×N, view a of sample i in column i·views + a).
/// views = 1 as in energy/contrastive.hpp. Safe where kernels underflow.
/// Throws std::invalid_argument for another preset.
PlainSum plain_sum(std::string_view preset, PointsView z, Index views, double tau);

/// (N sum_i |P_i dE/dz_i|^2)^{1/2}; P_i projects onto the tangent space of the unit sphere at z_i
/// if `spherical`, else it is the identity.
double gradient_norm(const PlainSum& sum, PointsView z, bool spherical);

}  // namespace simclr_flow::theory
