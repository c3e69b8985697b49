#pragma once
#include <string>
#include <string_view>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

class Positives;

/// N = n·views latents in R^d; view a of sample i is column i·views + a. views = 1 means that the
/// map is invariant: both views of a sample are the same point. mass, if not null, has N entries
/// p_i >= 0 that sum to 1; without it p_i = 1/N.
///
/// view_weights, if not null, has an entry w_a > 0 a view, with sum 1: the views are the nodes of a
/// quadrature of the augmentations. View a of every sample then has mass w_a/n, and the positive
/// pairs of a sample are all (a, b), weighted w_a w_b, a = b included: the two augmentations of the
/// continuum loss are independent. Not together with mass.
///
/// positives, if not null, says which samples are positives of which (energy/positives.hpp);
/// without it the views of a sample are. Which latents are negatives does not depend on it.
struct Latents {
  PointsView z;
  Index views = 1;
  const State* mass = nullptr;
  const State* view_weights = nullptr;
  const Positives* positives = nullptr;
};

/// How latents and their masses move: z by dz (d×N) and p by mass, if not null (N entries of sum 0,
/// finite, 0 where p_i = 0; latents without masses then start from equal ones). No masses move
/// where the views have weights.
struct Direction {
  PointsView dz;
  const State* mass = nullptr;
};

/// An energy of N latents: a function of the ambient points and their masses.
///
/// evaluate() returns E and, if asked, its *Euclidean* gradient dE/dz (d×N, not multiplied by N;
/// the caller projects or pulls back) and its first variation phi_i = dE/dp_i (N entries; a
/// function on laws, defined up to the constant that total mass 1 leaves open). Every energy states
/// its normalisation and its known minimizer in its own header.
///
/// Laws: those of broken_law, energy/energy_laws.hpp.
class Energy {
 public:
  virtual ~Energy() = default;
  virtual std::string_view name() const = 0;
  /// Whether view weights have a meaning: the energy is a mean over independent views.
  virtual bool takes_view_weights() const { return false; }
  /// Whether it has positive pairs, and so takes other positives than the views of a sample.
  virtual bool takes_positives() const { return false; }
  /// Whether the energy of single views is a function of the law sum_i p_i delta_{z_i} alone: two
  /// latents at one place are one of both masses, and latents of mass 0 have a first variation.
  virtual bool is_functional_of_law() const { return false; }
  /// Whether view 0 of a sample plays another part than its view 1: relabelling changes the value.
  virtual bool tells_views_apart() const { return false; }
  /// Whether it is a function of differences of latents. One that is not has inner products, with
  /// rotations about 0 alone, and is for latents of R^d.
  virtual bool is_translation_invariant() const { return true; }
  /// Why E is infinite or no number at these latents, in a sentence; "" where nothing can be said.
  virtual std::string why_not_finite(const Latents&) const { return ""; }
  /// E; gradient and first_variation, where not null, are resized and overwritten.
  virtual double evaluate(const Latents& latents, Points* gradient,
                          State* first_variation = nullptr) const = 0;
  /// The derivatives along a direction, exact: gradient_dot that of dE/dz, d×N, and
  /// first_variation_dot, where not null, that of phi, N entries. phi is taken as evaluate()
  /// returns it, as a function of masses of any sum.
  virtual void derivative(const Latents& latents, const Direction& along, PointsOut gradient_dot,
                          State* first_variation_dot) const = 0;
  /// out = D(dE/dz) v, d×N, at fixed masses.
  void hessian_vector(const Latents& latents, PointsView v, PointsOut out) const {
    derivative(latents, {v}, out, nullptr);
  }
};

}  // namespace simclr_flow
