#pragma once
#include <vector>

#include "simclr_flow/theory/pair_pass.hpp"
#include "simclr_flow/theory/plain_sum.hpp"

namespace simclr_flow::theory {

/// E = sum_k w_k E_k by the plain sums of its terms, added up: energy/weighted_sum.hpp once more.
struct PlainTerm {
  double weight;
  PlainEnergy energy;
};
/// At least one; an energy that is no sum is one of weight 1.
using PlainTerms = std::vector<PlainTerm>;

/// Whether plain_sum knows every term.
bool has_plain_sum(const PlainTerms& terms);

/// Value and gradient, the weighted sums; of sizes and roundings those with |w_k|: value_scale,
/// gradient_scale, pull and both roundings are not below what they bound. Of one term of weight 1
/// what plain_sum says. Domains and errors as plain_sum and pair_pass, of every term; `means` are
/// those of one term alone.
PlainSum plain_sum(const PlainTerms& terms, PointsView z, Index views, const State* mass = nullptr);
PlainSum plain_sum_by_quadrature(const PlainTerms& terms, PointsView z, const State& weights);
PairPass pair_pass(const PlainTerms& terms, PointsView z, Index views, const State& weights = {});

/// B near collapse (theory/near_collapse.hpp) is linear in the energy: the sum of w_k B_k. There is
/// one where every term has one; the length within which all terms are near their second order is
/// the least of theirs.
bool has_collapse_form(const PlainTerms& terms);
Points collapse_form(const PlainTerms& terms, Index samples, Index views,
                     const State& weights = {});
double length_at_zero(const PlainTerms& terms);

}  // namespace simclr_flow::theory
