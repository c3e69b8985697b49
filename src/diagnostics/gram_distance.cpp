#include "simclr_flow/diagnostics/gram_distance.hpp"

#include <cmath>

#include "simclr_flow/core/orthogonal_bases.hpp"

namespace simclr_flow {

double gram_distance(PointsView a, PointsView b) {
  const Points turned = nearest_orthogonal(a * b.transpose()) * b;
  const Points mean = (a + turned) / 2, difference = a - turned;
  const Points spread = mean * mean.transpose(), error = difference * difference.transpose();
  const double square =
      2 * spread.cwiseProduct(error).sum() + 2 * (mean * difference.transpose()).squaredNorm();
  return std::sqrt(square < 0 ? 0 : square) / static_cast<double>(a.cols());
}

Points centred(PointsView z) { return z.colwise() - z.rowwise().mean(); }

}  // namespace simclr_flow
