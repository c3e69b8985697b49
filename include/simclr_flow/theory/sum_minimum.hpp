#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simclr_flow/theory/best_bound.hpp"
#include "simclr_flow/theory/minimum.hpp"
#include "simclr_flow/theory/setting.hpp"

namespace simclr_flow::theory {

/// An energy of a sum E = sum_k w_k E_k; all of one sum have the same dimension, samples and views.
struct WeightedSetting {
  double weight;
  Setting setting;
};
using WeightedSettings = std::vector<WeightedSetting>;

/// Those of terms that have a weight and an energy with preset, kernel, temperature, parameters.
template <class Terms>
WeightedSettings weighted_settings(const Terms& terms, Index dim, Index samples, Index views) {
  WeightedSettings all;
  for (const auto& [weight, energy] : terms)
    all.push_back({weight,
                   {dim, energy.temperature, energy.preset, samples, views, energy.kernel,
                    energy.parameters}});
  return all;
}

struct SumBound {
  std::optional<LowerBound> bound;
  std::string lack;  ///< in a sentence, why there is none; else empty
};

/// The sum of the terms' largest lower bounds (theory/energy_bound.hpp, best_known.hpp) times their
/// weights, all above 0: E is never below it on S^{d-1}. It is `attained`, and so the minimum,
/// where one configuration attains every term's: for n <= d + 1 samples the regular simplex with
/// the views of a sample in one place, of any terms but `uniformity` of several views; the regular
/// simplex of N = n V <= d + 1 latents where all terms are `uniformity`; a sharp configuration of n
/// points (Cohn & Kumar 2007) where all are `alignment` or, with the gauss kernel,
/// `uniformity-per-view` and of single views `linear` and `uniformity`; any views that coincide
/// where all are `alignment`. Elsewhere single terms may be attained by different ones, and nothing
/// is known of how far the minimum is above. `alignment` of single views is 0, whatever its weight.
/// Of one term of weight 1 what is known of that. Nothing for other weights below 0, `custom`, and
/// terms without a bound, with `lack`. Proven: a minimum of a sum is at least the sum of minima.
/// Domain: as energy_bound; throws InputError outside.
SumBound sum_bound(const WeightedSettings& terms);

/// The minimum over laws: sum over `simclr` terms of w_k log(1 + kappa_0(tau_k)), where all terms
/// are `simclr` with the gauss kernel or `alignment`, of weights above 0, and one at least is
/// `simclr`. The uniform law with invariant views alone attains it, as it does each (Theorem A; a
/// mean of squares). Of one term of weight 1 proven_minimum of theory/minimum.hpp; else nothing.
std::optional<Minimum> proven_minimum(const WeightedSettings& terms, std::string_view manifold);

}  // namespace simclr_flow::theory
