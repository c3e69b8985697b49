#include "simclr_flow/core/orthogonal_bases.hpp"

#include <Eigen/QR>
#include <Eigen/SVD>

namespace simclr_flow {
namespace {

/// The first columns of Q.
template <class Decomposition>
Points leading_columns(const Decomposition& qr, Index count) {
  return qr.householderQ() * Points::Identity(qr.rows(), count);
}

Eigen::ColPivHouseholderQR<Points> pivoted(PointsView a, double threshold) {
  Eigen::ColPivHouseholderQR<Points> qr(a);
  qr.setThreshold(threshold);
  return qr;
}

}  // namespace

Points orthonormal_columns(PointsView a) {
  return leading_columns(Eigen::HouseholderQR<Points>(a), a.cols());
}

Points orthogonal_complement(PointsView a) {
  return leading_columns(Eigen::HouseholderQR<Points>(a), a.rows()).rightCols(a.rows() - a.cols());
}

Points orthonormal_span(PointsView a, double threshold) {
  const auto qr = pivoted(a, threshold);
  return leading_columns(qr, qr.rank());
}

std::vector<Index> independent_columns(PointsView a, double threshold) {
  const auto qr = pivoted(a, threshold);
  const auto& order = qr.colsPermutation().indices();
  return {order.begin(), order.begin() + qr.rank()};
}

Points nearest_orthogonal(PointsView a) {
  const Eigen::JacobiSVD<Points> svd(a, Eigen::ComputeFullU | Eigen::ComputeFullV);
  return svd.matrixU() * svd.matrixV().transpose();
}

}  // namespace simclr_flow
