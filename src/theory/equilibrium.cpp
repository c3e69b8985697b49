#include "simclr_flow/theory/equilibrium.hpp"

#include "domain.hpp"

namespace simclr_flow::theory {

double equilibrium_lower_bound(double floor, double pair_energy, double alpha) {
  require_offset("equilibrium bound", "alpha", alpha);
  // Both are rounded: a constant potential may exceed its own mean by that.
  if (!(floor >= 0 && floor <= pair_energy * (1 + 1e-12) && pair_energy <= 1 + 1e-12))
    throw InputError(
        fmt::format("equilibrium bound: floor = {}, pair energy = {}; allowed is 0 <= "
                    "floor <= pair energy <= 1",
                    floor, pair_energy));
  const long double offset = alpha;
  return double(2 * std::log(offset + floor) - std::log(offset + pair_energy));
}

}  // namespace simclr_flow::theory
