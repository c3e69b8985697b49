#pragma once
#include <functional>
#include <memory>
#include <string>

#include "simclr_flow/energy/energy.hpp"
#include "simclr_flow/energy/positives.hpp"
#include "simclr_flow/geometry/manifold.hpp"

namespace simclr_flow {

/// The energy at some latents and how far they are from stationary.
struct FirstOrder {
  double energy;
  /// (sum_i |u_i|^2 p_i)^{1/2}, u_i = P dE/dz_i/p_i, without what a wall stops: the norm of the
  /// Wasserstein gradient in L^2(rho).
  double gradient_norm;
  /// max_i |u_i| / max_i |dE/dz_i|/p_i, the gradient relative to itself before its projection P
  /// onto admissible directions: on spheres and between walls 0 at stationary latents, about 1e-16
  /// there when rounded; on R^d 1. 0 where every dE/dz_i is.
  double residual;
};

/// E as a function of the free coordinates y of N latents: E(to_ambient(y)) with its gradient
/// dE/dy (coordinate_dim×N) and Hessian products. What every flow descends.
class LatentEnergy {
 public:
  /// view_weights: empty, or those of a quadrature of the augmentations; positives: null, or those
  /// of the samples (see Latents). Throws InputError if the energy does not take them.
  LatentEnergy(std::shared_ptr<const Manifold> manifold, std::shared_ptr<const Energy> energy,
               Index views, State view_weights = {},
               std::shared_ptr<const Positives> positives = nullptr);

  /// That of a minibatch: of these samples alone, with their positives among each other.
  LatentEnergy of_batch(const std::vector<Index>& samples) const;

  const Manifold& manifold() const { return *manifold_; }
  const Energy& energy() const { return *energy_; }
  Index views() const { return views_; }
  /// 1/p_i of N latents: N, or n/w_a for view a of a quadrature.
  State inverse_masses(Index count) const;

  /// Why E is infinite or no number at y, in a sentence; "" where nothing can be said.
  std::string why_not_finite(PointsView y) const;
  /// E at y; gradient, if not null, becomes dE/dy, first_variation phi_i = dE/dp_i, N entries.
  double evaluate(PointsView y, Points* gradient, State* first_variation = nullptr) const;
  /// v -> the derivative of dE/dy at y along v, exact; both coordinate_dim×N. What depends on y
  /// alone is computed once. The map refers to this object and must not outlive it.
  std::function<Points(const Points& v)> hessian(PointsView y) const;
  /// (sum_i |P dE/dz_i|^2/p_i)^{1/2}: the norm of the Wasserstein gradient in L^2(rho_N), whose
  /// square is the dissipation of the particle flow.
  double gradient_norm(PointsView y) const { return first_order(y).gradient_norm; }
  /// E and gradient_norm by one evaluation.
  FirstOrder first_order(PointsView y) const;

 private:
  std::shared_ptr<const Manifold> manifold_;
  std::shared_ptr<const Energy> energy_;
  Latents latents(PointsView z) const {
    return {z, views_, nullptr, view_weights_.size() ? &view_weights_ : nullptr, positives_.get()};
  }
  Index views_;
  State view_weights_;
  std::shared_ptr<const Positives> positives_;
};

}  // namespace simclr_flow
