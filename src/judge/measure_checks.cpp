// What is stored of a network's test points: there, on the manifold, and measured as it says.
#include <algorithm>
#include <cmath>

#include "judged.hpp"
#include "simclr_flow/diagnostics/measures.hpp"

namespace simclr_flow {
namespace {

bool is_planned(const Judged& j) {
  const TestConfig& test = j.config.data.test;
  return j.flow.kind == "network" && (test.per_class > 0 || test.has_files());
}

/// The stored measure that is most in error, of values above 1 relatively.
Worst worst_measure(const Judged& j, const LatentMeasures& measures) {
  Worst worst;
  for (const auto& [t, row] : frames_to_check(j.flow)) {
    const auto values = measures.measure(j.flow.test->positions.at(t));
    for (std::size_t k = 0; k < values.size(); ++k)
      worst.see(values[k], j.flow.test->observables.at(measures.names()[k]).at(row),
                1e-9 * std::max(1.0, std::abs(values[k])));
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
    return space_of(j).distance(z) < 1e-12;
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
  return worst_measure(j, measures)
      .check("held-out", "measures of the test points from their positions, worst",
             "same arithmetic on the stored latents, 1e-9 of values above 1");
}

}  // namespace simclr_flow
