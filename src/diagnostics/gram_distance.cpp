#include "simclr_flow/diagnostics/gram_distance.hpp"

#include <Eigen/SVD>
#include <cmath>

namespace simclr_flow {
namespace {

/// The orthogonal R with the least |a - R b|_F.
Points nearest_rotation(PointsView a, PointsView b) {
  const Eigen::BDCSVD<Points> svd(a * b.transpose(), Eigen::ComputeFullU | Eigen::ComputeFullV);
  return svd.matrixU() * svd.matrixV().transpose();
}

}  // namespace

double gram_distance(PointsView a, PointsView b) {
  const Points turned = nearest_rotation(a, b) * b;
  const Points mean = (a + turned) / 2, difference = a - turned;
  const Points spread = mean * mean.transpose(), error = difference * difference.transpose();
  const double square =
      2 * spread.cwiseProduct(error).sum() + 2 * (mean * difference.transpose()).squaredNorm();
  return std::sqrt(square < 0 ? 0 : square) / static_cast<double>(a.cols());
}

Points centred(PointsView z) { return z.colwise() - z.rowwise().mean(); }

}  // namespace simclr_flow
