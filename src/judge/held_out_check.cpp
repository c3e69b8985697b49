// What is stored of a network's test points: there, on the manifold, and measured as it says.
#include <algorithm>
#include <cmath>

#include "flow_checks.hpp"
#include "simclr_flow/diagnostics/measures.hpp"

namespace simclr_flow {
namespace {

bool is_planned(const Judged& j) {
  const TestConfig& test = j.config.data.test;
  return j.flow.kind == "network" && (test.per_class > 0 || test.has_files());
}

/// Largest error of a stored measure; not a number if one is missing or is none.
double worst_measure(const Judged& j, const LatentMeasures& measures) {
  double worst = 0;
  for (const auto& [t, row] : frames_to_check(j.flow)) {
    const auto values = measures.measure(j.flow.test->positions.at(t));
    for (std::size_t k = 0; k < values.size(); ++k)
      worst = larger(
          worst, std::abs(values[k] - j.flow.test->observables.at(measures.names()[k]).at(row)));
  }
  return worst;
}

/// Every frame there, finite, and as far from the manifold as rounding.
bool has_frames(const Judged& j) {
  const auto& positions = j.flow.test->positions;
  if (positions.size() != j.flow.positions.size()) return false;
  return std::ranges::all_of(positions, [&j](const Points& z) {
    if (!z.allFinite() || z.rows() != j.flow.ambient_dim ||
        z.cols() != j.run.test_data.cols() * j.config.views.count)
      return false;
    return j.config.latent.manifold == "euclidean" ||
           (z.colwise().norm().array() - 1).abs().maxCoeff() < 1e-12;
  });
}

}  // namespace

std::optional<Check> check_held_out(const Judged& j) {
  if (!is_planned(j) && !j.flow.test) return std::nullopt;
  const LatentMeasures measures(j.config.energy.temperature, j.config.views.count,
                                j.flow.test ? j.flow.test->species : Partition(), j.run.seed,
                                j.run.view_weights);
  const bool whole = is_planned(j) && j.flow.test &&
                     are_repeated(j.run.test_labels, j.config.views.count, j.flow.test->species) &&
                     has_frames(j) &&
                     std::ranges::all_of(measures.names(), [&j](const std::string& name) {
                       return j.flow.test->observables.contains(name);
                     });
  if (!whole)
    return yes_no_check("held-out", "latents of the test points", "complete, in every frame", false,
                        0);
  return numeric_check("held-out", "measures of the test points from their positions", 0,
                       worst_measure(j, measures), 1e-9, "same arithmetic on the stored latents");
}

}  // namespace simclr_flow
