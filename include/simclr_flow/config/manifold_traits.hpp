#pragma once
#include <string>

#include "simclr_flow/core/manifold_facts.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// The ambient dimensions that a manifold has: least, least + step, ..., at most `most`.
struct DimRule {
  Index least = 1, most = 10'000, step = 1;
  std::string words = "";  ///< which they are, after "must be"

  bool allows(Index dim) const { return dim >= least && dim <= most && (dim - least) % step == 0; }
};

/// A manifold by name, what [latent] may say of it, and what it is.
struct ManifoldTraits {
  std::string name = "";
  DimRule dims = {};
  bool has_sides = false;  ///< [latent] gives it by `sides`, the lengths of its sides, not by `dim`
  ManifoldFacts facts = {};

  /// Whether latents are any points of R^d.
  bool is_whole_space() const {
    return !facts.compact && !facts.directions && !facts.angles && !facts.walls;
  }
};

}  // namespace simclr_flow
