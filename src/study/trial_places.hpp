#pragma once
// Places all over a manifold. Private to study.
#include "simclr_flow/geometry/manifold.hpp"

namespace simclr_flow {

struct TrialPlaces {
  Points y;
  double spacing;
};

/// About `count` of them. Throws InputError on R^d.
TrialPlaces trial_places(const Manifold& manifold, Index count);

}  // namespace simclr_flow
