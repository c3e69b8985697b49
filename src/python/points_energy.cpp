#include "points_energy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "settings.hpp"
#include "simclr_flow/build/experiment.hpp"
#include "simclr_flow/build/points_source.hpp"
#include "simclr_flow/build/positives.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/energy_facts.hpp"

namespace simclr_flow::python {
namespace {

constexpr const char* given = "z";

/// That of rows of this width: where coordinates are angles, a point has two numbers for each.
LatentConfig latent_of(const RunConfig& config, const Samples& samples) {
  LatentConfig latent = config.latent;
  const ManifoldTraits& traits = latent.traits;
  latent.dim = traits.facts.angles ? 2 * samples.width : samples.width;
  if (traits.has_sides ? std::ssize(latent.sides) != samples.width
                       : !traits.dims.allows(latent.dim))
    throw InputError(
        fmt::format("{} has {} columns, which manifold \"{}\" does not take; allowed: {}", given,
                    samples.width, traits.name,
                    traits.has_sides ? fmt::format("{}, one for each side", latent.sides.size())
                    : traits.facts.angles ? fmt::format("angles, {} or more", traits.dims.least / 2)
                                          : fmt::format("{} or more", traits.dims.least)));
  return latent;
}

std::shared_ptr<const Positives> positives_of(const RunConfig& config, const Samples& samples) {
  const std::vector<bool> known = known_labels(config.positives, samples.count, config.seed);
  return build_positives(config.positives, samples.labels, samples.count, samples.views, known,
                         samples.weights);
}

/// Whether E says nothing of single views; of a sum, whether no term does.
bool says_nothing_of_single_views(const EnergyConfig& energy) {
  return std::ranges::all_of(terms_of(energy), [](const TermView& term) {
    return theory::needs_views(term.energy.preset);
  });
}

RunConfig config_of(const std::string& text, const Space& space, const Samples& samples) {
  if (samples.count < 2)
    throw InputError(fmt::format("{} holds {} sample{}: an energy of pairs needs 2 or more", given,
                                 samples.count, samples.count == 1 ? "" : "s"));
  RunConfig config = settings_of(text, space.manifold, samples.views);
  if (samples.views == 1 && config.positives.are_views() &&
      says_nothing_of_single_views(config.energy))
    throw InputError(
        fmt::format("preset '{}' measures the views of a sample: views must be 2 or more",
                    config.energy.preset));
  config.latent.sides = space.sides;
  return config;
}

LatentEnergy energy_of(const RunConfig& config, const Samples& samples) {
  return {build_manifold(latent_of(config, samples)),
          build_energy(config.energy),
          samples.views,
          {},
          positives_of(config, samples)};
}

Points in_order(Points interleaved, const Samples& samples) {
  if (samples.order == ViewOrder::interleaved) return interleaved;
  return from_interleaved(interleaved, samples.views, samples.order);
}

/// Calls body with the rows in the program's order: those that have it are not copied.
template <class Body>
auto with_interleaved(PointsView rows, const Samples& samples, const Body& body) {
  if (samples.order == ViewOrder::interleaved) return body(rows);
  const Points all = to_interleaved(rows, samples.views, samples.order);
  return body(PointsView(all));
}

}  // namespace

PointsEnergy::PointsEnergy(const std::string& text, const Space& space, const Samples& samples)
    : PointsEnergy(config_of(text, space, samples), samples) {}
PointsEnergy::PointsEnergy(const RunConfig& config, const Samples& samples)
    : energy_(energy_of(config, samples)), sides_(config.latent.sides), samples_(samples) {}

void PointsEnergy::require_usable(PointsView rows) const {
  require_coordinates(given, rows);
  if (energy_.manifold().facts().directions) require_directions(given, rows);
  if (energy_.manifold().facts().walls) require_within(given, rows, sides_);
}

void PointsEnergy::require_finite(const PointsValue& found, PointsView y) const {
  if (std::isfinite(found.value) && found.gradient.allFinite() && found.first_variation.allFinite())
    return;
  const std::string why = energy_.why_not_finite(y);
  throw std::overflow_error(
      fmt::format("the energy ({}) or its derivatives are no finite numbers{}{}", found.value,
                  why.empty() ? "" : ": ", why));
}

PointsValue PointsEnergy::evaluate(PointsView rows, bool gradient, bool first_variation) const {
  require_usable(rows);
  return with_interleaved(rows, samples_, [&](PointsView y) {
    PointsValue found;
    found.value = energy_.evaluate(y, gradient ? &found.gradient : nullptr,
                                   first_variation ? &found.first_variation : nullptr);
    require_finite(found, y);
    if (gradient) found.gradient = in_order(std::move(found.gradient), samples_);
    if (first_variation)
      found.first_variation = in_order(found.first_variation.transpose(), samples_).transpose();
    return found;
  });
}

Points PointsEnergy::hessian_product(PointsView rows, PointsView v) const {
  require_usable(rows);
  require_coordinates("v", v);
  return with_interleaved(rows, samples_, [&](PointsView y) {
    return with_interleaved(v, samples_, [&](PointsView direction) {
      if (const std::string why = energy_.why_not_finite(y); !why.empty())
        throw std::overflow_error(why);
      Points product = energy_.hessian(y)(direction);
      if (!product.allFinite())
        throw std::overflow_error("the product with the Hessian is beyond the range of numbers");
      return in_order(std::move(product), samples_);
    });
  });
}

}  // namespace simclr_flow::python
