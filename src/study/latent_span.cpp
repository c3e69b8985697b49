#include "latent_span.hpp"

#include "simclr_flow/core/orthogonal_bases.hpp"

namespace simclr_flow {

LatentSpan::LatentSpan(std::shared_ptr<const Manifold> manifold, const Points& start)
    : manifold_(std::move(manifold)), start_(start) {
  const Index d = start.rows(), n = start.cols();
  if (!manifold_->facts().directions || d <= n + 1) return;
  Points columns = Points::Zero(d, n + 1);
  columns.leftCols(n) = start;
  basis_ = orthonormal_columns(columns);
  copies_ = d - (n + 1);
  manifold_ = make_sphere(n + 1);
  start_ = basis_.transpose() * start;
  start_.row(n).setZero();
  manifold_->retract(start_);
}

Points LatentSpan::embedded(const Points& z) const {
  if (copies_ == 0) return z;
  Points all = basis_ * z;
  all.colwise().normalize();
  return all;
}

}  // namespace simclr_flow
