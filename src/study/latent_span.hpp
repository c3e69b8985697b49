#pragma once
// Latents on spheres of more dimensions than there are latents. Private to study.
#include <memory>

#include "simclr_flow/geometry/manifold.hpp"

namespace simclr_flow {

/// Latents on S^{d-1} with d > N + 1, as latents on S^N in the span of where they start and one
/// direction more; elsewhere as they are.
///
/// Energies are functions of the inner products z_i·z_j, so that dE/dz_i = sum_j S_ij z_j with S
/// symmetric lies in the span, and a flow stays in it: N latents of R^d move as their N coordinates
/// in the span W do. Any place of S^{d-1} is, by a rotation that fixes N atoms or fewer, one of the
/// sphere in R^{N+1}: that is where a better place for an atom is looked for. What the Hessian has
/// off R^{N+1} are copies of what it has off W, see hessian_spectrum.
class LatentSpan {
 public:
  /// start: coordinates of N latents in normal form.
  LatentSpan(std::shared_ptr<const Manifold> manifold, const Points& start);

  const std::shared_ptr<const Manifold>& manifold() const { return manifold_; }
  const Points& start() const { return start_; }
  /// Dimensions of R^d that are left out.
  Index copies() const { return copies_; }
  /// Latents of the span, as those of R^d.
  Points embedded(const Points& z) const;

 private:
  std::shared_ptr<const Manifold> manifold_;
  Points start_, basis_;  ///< d×(N+1), orthonormal; empty where nothing is left out
  Index copies_ = 0;
};

}  // namespace simclr_flow
