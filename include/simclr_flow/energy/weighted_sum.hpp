#pragma once
#include <memory>
#include <vector>

#include "simclr_flow/energy/energy.hpp"

namespace simclr_flow {

/// An energy of a sum, and its weight.
struct WeightedEnergy {
  double weight;
  std::unique_ptr<Energy> energy;
};

/// E = sum_k w_k E_k, with all derivatives the sums of theirs: gradient, first variation (each up
/// to its own constant), Hessian products. No normalisation: the E_k are what their headers say,
/// each with its own kernel. With one term of weight 1 it is that energy to the last bit.
/// Positives are those of the terms that take them (at least one must), view weights need all to
/// take them; it is a functional of the law, and invariant under translations, if all terms are.
/// Where a term is infinite so is E, and plus infinity where terms are of both signs: it is never
/// no number. Minimizer: none known in general; theory/sum_minimum.hpp.
/// Example: alignment + lambda uniformity, Wang & Isola, arXiv:2005.10242.
/// Throws InputError for no terms, and a weight that is 0 or not finite.
std::unique_ptr<Energy> make_weighted_sum(std::vector<WeightedEnergy> terms);

}  // namespace simclr_flow
