// The command that evaluates energies at points of a file.
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "energy_request.hpp"
#include "json_document.hpp"
#include "points_output.hpp"
#include "say.hpp"
#include "simclr_flow/build/experiment.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/flow/latent_energy.hpp"
#include "simclr_flow/theory/best_known.hpp"
#include "simclr_flow/theory/box_minimizer.hpp"
#include "simclr_flow/theory/spectral_bound.hpp"
#include "simclr_flow/theory/spectrum.hpp"
#include "simclr_flow/theory/sum_minimum.hpp"

namespace simclr_flow {
namespace {

LatentEnergy latent_energy(const EnergyCase& c, Index views, const EnergyConfig& energy,
                           std::shared_ptr<const Positives> positives = nullptr) {
  return {build_manifold(c.latent), build_energy(energy), views, {}, std::move(positives)};
}

/// Of laws between walls, as A <= 1.
std::optional<theory::LowerBound> box_bound(const EnergyCase& c) {
  const theory::EnergyFacts* facts = theory::facts_of(c.energy.preset);
  if (!facts || !facts->law_offset) return std::nullopt;
  try {
    const auto least = theory::box_minimizer(
        Eigen::Map<const State>(c.latent.sides.data(), std::ssize(c.latent.sides)),
        c.energy.temperature);
    return theory::LowerBound{least.lower_bound(*facts->law_offset), false,
                              "no law on the box is below", "proven", "equilibrium measure"};
  } catch (const InputError&) {  // no sides, or no temperature, of its domain
    return std::nullopt;
  }
}

/// With a kernel that has bounds alone.
std::optional<theory::LowerBound> bound_with_kernel(const EnergyRequest& request,
                                                    const EnergyCase& c) {
  if (c.energy.contrast) return std::nullopt;
  const auto known =
      theory::best_known({c.latent.dim, c.energy.temperature, c.energy.preset, request.samples(),
                          request.views, c.energy.kernel, c.energy.parameters});
  return known ? std::optional(known->bound) : std::nullopt;
}

std::optional<theory::LowerBound> bound_of(const EnergyRequest& request, const EnergyCase& c) {
  const ManifoldTraits& manifold = c.latent.traits;
  if (is_of_inner_products(c.energy.preset))
    return theory::spectral_bound(request.samples(), request.views, c.latent.dim);
  const bool has_laws = theory::speaks_of(c.energy.preset, c.energy.kernel);
  if (manifold.facts.walls) return has_laws ? box_bound(c) : std::nullopt;
  if (!manifold.facts.unit_sphere || !theory::has_spectrum(c.latent.dim, c.energy.temperature))
    return std::nullopt;
  if (!has_laws) return bound_with_kernel(request, c);
  return theory::energy_bound(c.energy.preset, request.samples(), request.views, c.latent.dim,
                              c.energy.temperature);
}

void take_bound_of_sum(const theory::WeightedSettings& terms, const EnergyCase& c,
                       EnergyResult& result) {
  if (!c.latent.traits.facts.unit_sphere) {
    result.lack = "bounds of sums are known on the circle and spheres";
    return;
  }
  auto [bound, lack] = theory::sum_bound(terms);
  result.bound = std::move(bound);
  result.lack = std::move(lack);
}

/// The gradient in the order of the file; throws if a row of it is no number.
Points gradient_of(const EnergyRequest& request, const LatentEnergy& latent) {
  Points gradient;
  latent.evaluate(request.points, &gradient);
  for (Index i = 0; i < gradient.cols(); ++i)
    if (!gradient.col(i).allFinite())
      throw std::runtime_error(
          fmt::format("{}: the gradient with respect to row {} of length {:.3g} is beyond the "
                      "range of numbers; normalise the rows first",
                      request.source, i, request.points.col(i).stableNorm()));
  return from_interleaved(gradient, request.views, request.order);
}

EnergyResult result_of(const EnergyRequest& request, const EnergyCase& c, bool with_gradient) {
  const LatentEnergy latent = latent_energy(c, request.views, c.energy, request.positives);
  const FirstOrder found = latent.first_order(request.points);
  EnergyResult result{found.energy, found.gradient_norm, {}, {}, {}, "", ""};
  if (std::string why = latent.why_not_finite(request.points); !why.empty())
    result.failure = fmt::format("{}: {} with kernel {}: {}", request.source, c.energy.preset,
                                 c.energy.kernel, why);
  else if (!std::isfinite(found.energy) || !std::isfinite(found.gradient_norm))
    result.failure = fmt::format(
        "{}: {} at temperature {:g}: the energy or its gradient overflows (E = {}, |grad E| = {})",
        request.source, c.energy.preset, c.energy.temperature, found.energy, found.gradient_norm);
  else if (with_gradient)
    result.gradient = gradient_of(request, latent);
  if (request.positives) return result;  // what is known is of views
  const auto terms = theory::weighted_settings(terms_of(c.energy), latent.manifold().ambient_dim(),
                                               request.samples(), request.views);
  result.minimum = theory::proven_minimum(terms, c.latent.manifold);
  if (c.energy.terms.empty())
    result.bound = bound_of(request, c);
  else
    take_bound_of_sum(terms, c, result);
  return result;
}

/// Of what is the energy of a pair, no kernel, no uniformities.
ViewMeasures measures_of(const EnergyRequest& request, const EnergyCase& c) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const auto value = [&](const char* preset) {
    EnergyConfig energy = c.energy;
    energy.preset = preset;
    energy.terms.clear();
    return latent_energy(c, request.views, energy).evaluate(request.points, nullptr);
  };
  ViewMeasures measures{{}, none, none};
  if (request.views > 1) measures.alignment = value("alignment");
  if (build_profile(c.energy).functions().is_pair_energy()) return measures;
  measures.uniformity = value("uniformity");
  measures.uniformity_per_view = value("uniformity-per-view");
  return measures;
}

/// Measures, made once for the cases of one temperature and manifold.
class Measured {
 public:
  explicit Measured(const EnergyRequest& request) : request_(request) {}
  const ViewMeasures& of(const EnergyCase& c) {
    const auto key = std::pair(c.energy.temperature, c.latent.manifold);
    const auto found = known_.find(key);
    return found != known_.end() ? found->second
                                 : known_.emplace(key, measures_of(request_, c)).first->second;
  }

 private:
  const EnergyRequest& request_;
  std::map<std::pair<double, std::string>, ViewMeasures> known_;
};

}  // namespace

int energy_command(const EnergyOptions& options) {
  const EnergyRequest request = energy_request(options);
  std::vector<EnergyResult> results;
  std::vector<ViewMeasures> measures;
  Measured measured(request);
  int code = exit_code::done;
  for (const EnergyCase& c : request.cases) {
    results.push_back(result_of(request, c, !options.gradient.empty()));
    measures.push_back(request.table || counts_all_pairs(c.energy.preset) ? measured.of(c)
                                                                          : ViewMeasures{});
    if (results.back().failure.empty()) continue;
    say(stderr, "simclr-flow: {}\n", results.back().failure);
    code = exit_code::numerical;
  }
  if (code != exit_code::done && !request.table) return code;
  const std::string text =
      options.json ? with_head(request.table ? "energies" : "energy",
                               energy_json(request, results, measures), options.command_line)
      : request.table ? energy_table(request, results, measures)
                      : energy_text(request, results.front(), measures.front());
  if (!options.gradient.empty())
    write_points(options.gradient, results.front().gradient, options.force);
  if (!request.taken.empty()) say(stderr, "# {}: {}\n", shown(request.source), request.taken);
  if (request.of_points)
    say(stderr, "# {}: points of the {}, taken by their angles\n", shown(request.source),
        options.manifold);
  tell_hints(request.hints);
  fmt::print("{}", text);
  return code;
}

}  // namespace simclr_flow
