#pragma once
#include <string_view>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// N = n·views latents in R^d; view a of sample i is column i·views + a. views = 1 means that the
/// map is invariant: both views of a sample are the same point.
struct Latents {
  PointsView z;
  Index views = 1;
};

/// An energy of N latents: a function of the ambient points alone, summed over atoms 1/N.
///
/// evaluate() returns E and, if asked, its *Euclidean* gradient dE/dz (d×N, not multiplied by N;
/// the caller projects or pulls back). Every energy states its normalisation and its known
/// minimizer in its own header.
///
/// Laws (tests/laws/energy_laws.cpp, for every registered energy): the gradient passes the
/// slope-2 Taylor test, hessian_vector is the derivative of the gradient and symmetric, the value
/// is invariant under rotations, shifts and relabelling of samples and of views.
class Energy {
 public:
  virtual ~Energy() = default;
  virtual std::string_view name() const = 0;
  /// E; if gradient is not null it is resized to d×N and overwritten.
  virtual double evaluate(const Latents& latents, Points* gradient) const = 0;
  /// out = D(dE/dz) v, d×N.
  virtual void hessian_vector(const Latents& latents, PointsView v, PointsOut out) const = 0;
};

}  // namespace simclr_flow
