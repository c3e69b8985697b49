#pragma once
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// A law of latents, sum_i p_i delta_{z_i}: atoms z d×N, N >= 1, and masses p_i >= 0 of sum 1, or
/// null for equal ones. A view: what it is made of must outlive it.
struct Law {
  PointsView z;
  const State* mass = nullptr;

  Index size() const { return z.cols(); }
  double mass_of(Index i) const { return mass ? (*mass)[i] : 1 / static_cast<double>(size()); }
};

}  // namespace simclr_flow
