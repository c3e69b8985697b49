#include "simclr_flow/energy/weighted_sum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

/// The first term is assigned, not added to zeros: with weight 1 its signs of zero stay.
template <class Sum, class Part>
void add_term(bool is_first, double weight, const Part& part, Sum& sum) {
  if (is_first)
    sum = weight * part;
  else
    sum += weight * part;
}

class WeightedSum final : public Energy {
 public:
  explicit WeightedSum(std::vector<WeightedEnergy> terms) : terms_(std::move(terms)) {}
  std::string_view name() const override { return "sum"; }
  bool takes_view_weights() const override { return all(&Energy::takes_view_weights); }
  bool takes_positives() const override { return any(&Energy::takes_positives); }
  bool is_functional_of_law() const override { return all(&Energy::is_functional_of_law); }
  bool tells_views_apart() const override { return any(&Energy::tells_views_apart); }
  bool is_translation_invariant() const override { return all(&Energy::is_translation_invariant); }
  std::string why_not_finite(const Latents& latents) const override {
    for (const WeightedEnergy& term : terms_)
      if (std::string why = term.energy->why_not_finite(latents); !why.empty()) return why;
    return "";
  }

  double evaluate(const Latents& latents, Points* gradient, State* first_variation) const override {
    double sum = 0;
    bool infinite = false;
    Points of_place;
    State of_mass;
    for (const auto& [weight, energy] : terms_) {
      const bool is_first = &energy == &terms_.front().energy;
      const double value = energy->evaluate(latents, gradient ? &of_place : nullptr,
                                            first_variation ? &of_mass : nullptr);
      infinite = infinite || std::isinf(value);
      add_term(is_first, weight, value, sum);
      if (gradient) add_term(is_first, weight, of_place, *gradient);
      if (first_variation) add_term(is_first, weight, of_mass, *first_variation);
    }
    if (infinite && std::isnan(sum)) return std::numeric_limits<double>::infinity();
    const bool has_own_sign = terms_.front().weight == 1;
    return sum == 0 && !has_own_sign ? 0 : sum;
  }

  void derivative(const Latents& latents, const Direction& along, PointsOut gradient_dot,
                  State* first_variation_dot) const override {
    Points of_place(gradient_dot.rows(), gradient_dot.cols()), sum;
    State of_mass;
    for (const auto& [weight, energy] : terms_) {
      const bool is_first = &energy == &terms_.front().energy;
      energy->derivative(latents, along, of_place, first_variation_dot ? &of_mass : nullptr);
      add_term(is_first, weight, of_place, sum);
      if (first_variation_dot) add_term(is_first, weight, of_mass, *first_variation_dot);
    }
    gradient_dot = sum;
  }

 private:
  using Fact = bool (Energy::*)() const;
  bool all(Fact fact) const {
    return std::ranges::all_of(terms_, [fact](const auto& t) { return (*t.energy.*fact)(); });
  }
  bool any(Fact fact) const {
    return std::ranges::any_of(terms_, [fact](const auto& t) { return (*t.energy.*fact)(); });
  }

  std::vector<WeightedEnergy> terms_;
};

}  // namespace

std::unique_ptr<Energy> make_weighted_sum(std::vector<WeightedEnergy> terms) {
  if (terms.empty()) throw InputError("energy 'sum' has no terms: at least 1 is needed");
  for (const auto& [weight, energy] : terms)
    if (!std::isfinite(weight) || weight == 0)
      throw InputError(fmt::format("energy 'sum': weight {} of '{}'; allowed: finite, and not 0",
                                   weight, energy->name()));
  return std::make_unique<WeightedSum>(std::move(terms));
}

}  // namespace simclr_flow
