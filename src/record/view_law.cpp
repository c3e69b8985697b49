#include "view_law.hpp"

#include <cmath>

#include "simclr_flow/theory/augmentation_graph.hpp"

namespace simclr_flow::record {
namespace {

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

}  // namespace

bool has_graph(const Setup& setup) {
  return law_of(setup.config.views) && theory::affordable_draws(setup.experiment.data.points);
}

Points graph_modes_of(const Setup& setup) {
  const Points& samples = setup.experiment.data.points;
  const auto graph =
      theory::augmentation_graph(samples, law_of(setup.config.views).value(),
                                 theory::affordable_draws(samples).value(), setup.config.seed);
  return theory::graph_modes(graph.weights).vectors;
}

}  // namespace simclr_flow::record
