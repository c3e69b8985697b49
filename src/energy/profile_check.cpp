#include "profile_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <vector>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

/// The first two equal columns in the order of their coordinates; O(N log N).
std::optional<std::pair<Index, Index>> equal_columns(PointsView z) {
  std::vector<Index> order(static_cast<std::size_t>(z.cols()));
  std::iota(order.begin(), order.end(), Index{0});
  std::ranges::stable_sort(order, [&](Index a, Index b) {
    const State u = z.col(a), v = z.col(b);
    return std::ranges::lexicographical_compare(u, v);
  });
  for (std::size_t k = 1; k < order.size(); ++k)
    if (z.col(order[k]) == z.col(order[k - 1])) return std::pair(order[k - 1], order[k]);
  return std::nullopt;
}

}  // namespace

void check_profile(const char* energy, const Profile& profile) {
  if (const double tau = profile.temperature(); !(tau > 0) || !std::isfinite(tau))
    throw InputError(
        fmt::format("energy '{}': temperature must be positive and finite, not {}", energy, tau));
}

void require_kernel(const char* energy, const Profile& profile) {
  if (profile.functions().is_pair_energy())
    throw InputError(
        fmt::format("energy '{}' needs a kernel, which is positive: -log|z-z'| is the energy of a "
                    "pair and goes with preset \"linear\" alone",
                    energy));
}

std::string told_coincidence(const Latents& latents, const Profile& profile) {
  if (!has_pole(profile)) return "";
  const auto found = equal_columns(latents.z);
  if (!found) return "";
  return fmt::format("latents {} and {} are in one place, where the kernel is infinite",
                     found->first, found->second);
}

}  // namespace simclr_flow
