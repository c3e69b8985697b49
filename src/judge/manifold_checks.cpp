// Latents are on their manifold, and are those of their angles.
#include <limits>

#include "check_table.hpp"
#include "worst.hpp"

namespace simclr_flow {

Findings check_manifold(const Judged& j) {
  double largest = 0;
  for (const Points& z : j.flow.positions) largest = larger(largest, space_of(j).distance(z));
  return numeric_check("manifold", "largest distance from the manifold", 0, largest, 1e-12,
                       "rounding of stored unit vectors");
}

Findings check_angles(const Judged& j) {
  if (!has_angles(j)) return {};
  double largest =
      j.flow.angles.size() == j.flow.positions.size() ? 0 : std::numeric_limits<double>::infinity();
  for (std::size_t t = 0; t < j.flow.angles.size(); ++t) {
    const Points off = j.flow.positions[t] - space_of(j).latents(j.flow.angles[t].transpose());
    for (Index i = 0; i < off.cols(); ++i) largest = larger(largest, off.col(i).norm());
  }
  return numeric_check("angle", "positions against angles, largest", 0, largest, 1e-12,
                       "rounding of sine and cosine");
}

}  // namespace simclr_flow
