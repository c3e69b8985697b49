#include "simclr_flow/build/references.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/configurations.hpp"

namespace simclr_flow {
namespace {

/// The most points of a configuration that divide n; 0 if it has none.
Index most_points(const theory::ConfigurationEntry& row, Index dim, Index n) {
  for (Index points = n; points >= 1; --points)
    if (n % points == 0 && row.exists(dim, points)) return points;
  return 0;
}

std::string complaint(const std::string& name, Index points, const Manifold& manifold, Index n) {
  const Index dim = manifold.ambient_dim();
  if (points > 0)
    return fmt::format(
        "reference '{}' with {} points in R^{} for {} latents does not exist or does not divide "
        "them",
        name, points, dim, n);
  const auto others = reference_names(manifold, n);
  return fmt::format(
      "reference '{}' has no points in R^{} whose number divides {} latents{}", name, dim, n,
      others.empty()
          ? ""
          : fmt::format("; with exactly {} points there are: {}", n, fmt::join(others, ", ")));
}

}  // namespace

Points reference_latents(const std::string& name, Index points, const Manifold& manifold, Index n) {
  const Index dim = manifold.ambient_dim();
  const theory::ConfigurationEntry& row = theory::configuration(name);
  const Index count = points > 0 ? points : most_points(row, dim, n);
  if (count == 0 || n % count != 0 || !row.exists(dim, count))
    throw InputError(complaint(name, points, manifold, n));
  return manifold.coordinates_of(theory::equal_clusters(row.make(dim, count), n / count));
}

std::vector<std::string> reference_names(const Manifold& manifold, Index n) {
  std::vector<std::string> names;
  for (const theory::ConfigurationEntry* row : theory::configurations_of(manifold.ambient_dim(), n))
    if (!row->in_one_place) names.emplace_back(row->name);
  return names;
}

}  // namespace simclr_flow
