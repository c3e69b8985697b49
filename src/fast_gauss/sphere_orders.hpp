#pragma once
// What nodes of the sphere hold, by orders of harmonics. Private.
#include "legendre_table.hpp"
#include "sphere_spectrum.hpp"

namespace simclr_flow {

/// For every order m and node, numbers for cos(m azimuth) and sin(m azimuth) on both halves.
class SphereOrders {
 public:
  explicit SphereOrders(const LegendreTable& table);
  /// Of a node: half 0 is the northern one; part 0 the cosine, 1 the sine.
  double* of(Index m, int half, int part) const {
    return numbers_.data() + begins_[static_cast<std::size_t>(m)] +
           (2 * half + part) * table_.nodes(m);
  }

 private:
  const LegendreTable& table_;
  std::vector<Index> begins_;
  ScratchArray numbers_;
};

/// From charges of nodes to sums at nodes, sum_l a_l P_l: `value`, and if not null `radial`, by the
/// two lists of a_l. Spoils the charges.
void sum_over_harmonics(const LegendreTable& table, const SphereSpectrum& spectrum,
                        const SphereOrders& charges, const SphereOrders& value,
                        const SphereOrders* radial);

}  // namespace simclr_flow
