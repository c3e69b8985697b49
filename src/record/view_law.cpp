#include "view_law.hpp"

#include <algorithm>
#include <cmath>

#include "simclr_flow/theory/augmentation_graph.hpp"

namespace simclr_flow::record {
namespace {

constexpr double most_operations = 5e7;
constexpr double fewest_draws = 10, most_draws = 200;
constexpr Index most_samples = 400;

/// Scaling, noise, a ball, or scaling first and then one of them: of all coordinates and for each
/// view by itself. The density of noise and a ball together takes too long.
std::optional<theory::ViewLaw> law_of(const ViewsConfig& views) {
  theory::ViewLaw law;
  for (const TransformConfig& t : views.transforms) {
    const bool first = &t == &views.transforms.front();
    if (t.draw != TransformConfig::Draw::view || !t.coordinates.empty()) return std::nullopt;
    if (t.kind == "scaling" && first && t.low > 0 && t.low < t.high)
      law.low = t.low, law.high = t.high;
    else if (t.kind == "noise" && law.noise + law.radius == 0 && t.scale != 0)
      law.noise = std::abs(t.scale);
    else if (t.kind == "ball" && law.noise + law.radius == 0 && t.radius > 0)
      law.radius = t.radius;
    else
      return std::nullopt;
  }
  return views.transforms.empty() ? std::nullopt : std::optional(law);
}

double draws_of(const Points& samples) {
  const double n = static_cast<double>(samples.cols()), dim = static_cast<double>(samples.rows());
  return std::min(most_draws, std::floor(most_operations / (n * n * (dim + 4))));
}

}  // namespace

bool has_graph(const Setup& setup) {
  return law_of(setup.config.views) && setup.experiment.data.count() <= most_samples &&
         draws_of(setup.experiment.data.points) >= fewest_draws;
}

Points graph_modes_of(const Setup& setup) {
  const Points& samples = setup.experiment.data.points;
  const auto graph =
      theory::augmentation_graph(samples, law_of(setup.config.views).value(),
                                 static_cast<Index>(draws_of(samples)), setup.config.seed);
  return theory::graph_modes(graph.weights).vectors;
}

}  // namespace simclr_flow::record
