// spectral_alignment of stored latents, by theory's graph of the stored samples.
#include <cmath>

#include "check_table.hpp"
#include "effort.hpp"
#include "rows.hpp"
#include "simclr_flow/theory/augmentation_graph.hpp"
#include "spectral_modes.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

/// The law that the configuration states; nothing where it has no density, or one that takes long.
std::optional<theory::ViewLaw> stated_law(const ViewsConfig& views) {
  theory::ViewLaw law;
  const auto moves = [](const TransformConfig& t, const char* kind) {
    return t.kind == kind && t.draw == TransformConfig::Draw::view && t.coordinates.empty();
  };
  std::size_t known = 0;
  for (std::size_t k = 0; k < views.transforms.size(); ++k) {
    const TransformConfig& t = views.transforms[k];
    if (moves(t, "scaling") && k == 0 && t.low > 0 && t.low < t.high)
      law.low = t.low, law.high = t.high, ++known;
    if (moves(t, "noise") && law.noise + law.radius == 0 && t.scale != 0)
      law.noise = std::abs(t.scale), ++known;
    if (moves(t, "ball") && law.noise + law.radius == 0 && t.radius > 0)
      law.radius = t.radius, ++known;
  }
  const bool all = known > 0 && known == views.transforms.size();
  return all ? std::optional(law) : std::nullopt;
}

Points modes_of(const Judged& j) {
  const auto graph =
      theory::augmentation_graph(j.run.data, stated_law(j.config.views).value(),
                                 theory::affordable_draws(j.run.data).value(), j.run.seed);
  return theory::graph_modes(graph.weights).vectors;
}

/// Share of the variance of latents that functions in the span of the modes explain.
double explained(const Points& modes, const Points& z) {
  const Index views = z.cols() / modes.rows();
  const State mean = z.rowwise().mean();
  long double all = 0, inside = 0;
  for (Index i = 0; i < z.cols(); ++i) all += (z.col(i) - mean).squaredNorm();
  for (Index r = 0; r < modes.cols(); ++r)
    for (Index c = 0; c < z.rows(); ++c) {
      long double along = 0;
      for (Index i = 0; i < z.cols(); ++i) along += (z(c, i) - mean[c]) * modes(i / views, r);
      inside += along * along / static_cast<long double>(views);
    }
  return all > 0 ? static_cast<double>(inside / all) : 0;
}

}  // namespace

bool has_spectral_modes(const Judged& j) {
  return stated_law(j.config.views) && theory::affordable_draws(j.run.data);
}

Findings check_spectral(const Judged& j) {
  const auto stored = j.flow.observables.find("spectral_alignment");
  if (stored == j.flow.observables.end() || !has_spectral_modes(j)) return {};
  const Points modes = modes_of(j);
  Worst worst;
  for (const auto& [frame, row] : frames_to_check(j)) {
    const Points& z = j.flow.positions[frame];
    const double size = (z.colwise() - z.rowwise().mean()).norm();
    const double rounding = size > 0 ? 1e-13 * z.norm() / size : 1;
    worst.see(explained(modes, z), stored->second[row], 1e-9 + rounding);
  }
  return worst.check("spectral-alignment",
                     "share of the latents in the leading modes of the graph, worst",
                     "1e-9, and rounding of latents that are close together");
}

}  // namespace simclr_flow
