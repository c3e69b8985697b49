#pragma once
#include <optional>

#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/core/types.hpp"
#include "simclr_flow/data/quadrature.hpp"

namespace simclr_flow {

using StateView = Eigen::Ref<const State>;
using StateOut = Eigen::Ref<State>;

/// A random map of data points, x -> T(x, xi): a deterministic map of a point x in R^D and of
/// `draws` random numbers xi of a known law. Means over views are thus integrals over xi.
///
/// Laws (run as tests/data/transform_laws.cpp for every transform):
///   draw is a pure function of the stream, apply of (xi, x)
///   E f(T(x, xi)) is the mean over draws, and the limit of the rule's sums for smooth f
///
/// apply may run on many threads at once; it works in place on one column.
class Transform {
 public:
  /// Of points in R^dim, by `draws` numbers.
  Transform(Index dim, Index draws) : dim_(dim), draws_(draws) {}
  virtual ~Transform() = default;

  Index dim() const { return dim_; }
  Index draws() const { return draws_; }

  virtual void draw(RandomStream& random, StateOut xi) const = 0;
  virtual void apply(StateView xi, StateOut x) const = 0;
  /// A rule for the law of xi by `nodes` nodes (in every direction), where there is one.
  virtual std::optional<Quadrature> rule([[maybe_unused]] Index nodes) const {
    return std::nullopt;
  }

 private:
  Index dim_, draws_;
};

}  // namespace simclr_flow
