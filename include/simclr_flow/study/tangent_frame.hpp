#pragma once
#include <memory>
#include <vector>

#include "simclr_flow/flow/flow.hpp"

namespace simclr_flow {

class AxisRotations;

/// sqrt(p_i) of the latents of a flow at x, moving masses or fixed ones.
State root_masses(const Flow& flow, const State& x);

/// An orthonormal frame of the directions in which the state x of a flow of latents can move, in
/// the metric whose steepest descent of E the flow is:
///
///   |v|^2 = sum_i p_i |v_i|^2                        x = y, masses fixed
///   |v|^2 = sum_i p_i |v_i|^2 + sum_i p_i l_i^2      x = (y, log p), v = (v_1, ..., v_N, l),
///                                                    sum_i p_i l_i = 0   (Wasserstein-Fisher-Rao)
///
/// v_i tangent to the manifold at y_i; without the coordinates that a wall stops there. embed and
/// reduce are adjoint, reduce(embed(u)) = u.
/// Domain: flows of particles or atoms (Flow::outputs are the first part of the state), x in normal
/// form, masses > 0.
class TangentFrame {
 public:
  TangentFrame(const Flow& flow, const State& x);

  Index size() const { return size_; }
  /// sum_k u_k (k-th direction): a velocity of the state.
  State embed(const State& u) const;
  /// The components of a velocity of the state.
  State reduce(const State& v) const;
  /// The rank of the manifold's symmetry directions.
  Index symmetry_count() const;
  /// Their components, orthonormal: size()×symmetry_count(). On spheres of more than 32 dimensions
  /// they are made here, and need much memory.
  Points symmetries() const;
  /// u without its components along them: O(d^2 N) on spheres of more than 32 dimensions.
  State without_symmetries(const State& u) const;

 private:
  void add_positions(const Flow& flow, const State& x, const Points& y);
  void find_symmetries(const Manifold& manifold, const Points& y);
  /// H u, H = 1 - 2 w w^T the reflection that takes the root masses to an axis.
  State reflected(State u) const { return u - 2 * reflector_ * reflector_.dot(u); }

  std::vector<Points> bases_;  ///< of each tangent space, coordinate_dim×(its dimension)
  State root_mass_;
  State reflector_;  ///< empty where masses are fixed
  Points symmetries_;
  std::shared_ptr<const AxisRotations> rotations_;  ///< instead of symmetries_, where they are many
  Index coordinates_, size_ = 0;
};

}  // namespace simclr_flow
