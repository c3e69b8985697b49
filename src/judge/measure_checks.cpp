// What was measured of latents, of the data's points and of those held out, computed again.
#include <algorithm>

#include "check_table.hpp"
#include "latent_measures.hpp"
#include "planned_sizes.hpp"
#include "rows.hpp"

namespace simclr_flow {
namespace {

bool has_test_points(const Judged& j) {
  const TestConfig& test = j.config.data.test;
  return j.flow.kind == "network" && (test.per_class > 0 || test.has_files());
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

constexpr const char* reason =
    "rounding of the stored latents' measures, 1e-9 of values above 1; more where rounding turns a "
    "vote of neighbours, or latents have collapsed";

}  // namespace

Findings check_measures(const Judged& j) {
  const auto [worst, left_out] =
      worst_measure(j, {j.flow.positions, j.flow.species, j.flow.observables});
  return worst.check("measures", "cluster and other measures from positions, worst" + left_out,
                     reason);
}

Findings check_held_out(const Judged& j) {
  const bool planned = has_test_points(j);
  const std::optional<StoredTest>& test = j.flow.test;
  if (!planned && !test) return {};
  const auto is_stored = [&test](const std::string& name) {
    return test->observables.contains(name);
  };
  if (!planned || !test || !are_repeated(j.run.test_labels, j.config.views.count, test->species) ||
      !has_frames(j) ||
      !std::ranges::all_of(measure_names(j.run, !test->species.empty(), test->observables),
                           is_stored))
    return yes_no_check("held-out", "latents of the test points", "complete, in every frame", false,
                        0);
  const auto [worst, left_out] =
      worst_measure(j, {test->positions, test->species, test->observables, true});
  return worst.check("held-out",
                     "measures of the test points from their positions, worst" + left_out, reason);
}

}  // namespace simclr_flow
