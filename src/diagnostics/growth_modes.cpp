#include <algorithm>

#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/orthogonal_bases.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"
#include "simclr_flow/diagnostics/growth.hpp"

namespace simclr_flow {
namespace {

constexpr Index whole_up_to = 256;
constexpr Index most_columns = 640;
constexpr double residual_of_rates = 1e-10;
constexpr double does_not_grow = 1e-9;  // of the fastest change

/// Rates, falling, the fastest change of any mode, and the modes themselves.
struct RightModes {
  State rates;
  double fastest;
  Points modes;
};

/// With Theta = U diag(s) U^T and R = U diag(s)^{1/2}: R^T B R w = lambda w, r = R w.
RightModes whole_spectrum(const Points& form, const Points& theta, Index count) {
  const SymmetricEigen kernel = symmetric_eigen(theta);
  const Points root = kernel.vectors * kernel.values.cwiseMax(0).cwiseSqrt().asDiagonal();
  const SymmetricEigen inner = symmetric_eigen(root.transpose() * form * root);
  return {inner.values.tail(count).reverse(), inner.values.cwiseAbs().maxCoeff(),
          root * inner.vectors.rightCols(count).rowwise().reverse()};
}

/// A basis of a Krylov space, orthonormal by x^T Theta y, with its images.
class Krylov {
 public:
  Krylov(const Points& form, const Points& theta) : form_(form), theta_(theta) {
    for (Points* part : {&basis_, &moved_, &formed_}) *part = Points(form.rows(), 0);
  }

  Index columns() const { return basis_.cols(); }
  /// Adds the directions of `block` that are new; false if there are none.
  bool add(Points block) {
    for (int again = 0; again < 2; ++again) {
      block -= basis_ * (moved_.transpose() * block);
      block = orthonormal(block);
    }
    if (block.cols() == 0) return false;
    const Points moved = theta_ * block;
    append(basis_, block);
    append(moved_, moved);
    append(formed_, form_ * moved);
    return true;
  }
  /// B Theta of the directions that were added last.
  Points next(Index width) const { return formed_.rightCols(std::min(width, columns())); }

  RightModes modes(Index count) {
    const Points inside = moved_.transpose() * formed_;
    const SymmetricEigen ritz = symmetric_eigen((inside + inside.transpose()) / 2);
    const Index found = std::min(count, columns());
    const Points s = ritz.vectors.rightCols(found).rowwise().reverse();
    const State rates = ritz.values.tail(found).reverse();
    const Index grow = (rates.array() > 0).count();  // others need not be found
    const Points rest = (formed_ * s - basis_ * s * rates.asDiagonal()).leftCols(grow);
    residual_ = std::sqrt(std::max(0.0, (rest.transpose() * theta_ * rest).trace()));
    return {rates, ritz.values.cwiseAbs().maxCoeff(), moved_ * s};
  }
  double residual() const { return residual_; }

 private:
  static void append(Points& all, const Points& more) {
    all.conservativeResize(Eigen::NoChange, all.cols() + more.cols());
    all.rightCols(more.cols()) = more;
  }
  Points orthonormal(const Points& block) const {
    if (block.cols() == 0) return block;
    const SymmetricEigen gram = symmetric_eigen(block.transpose() * theta_ * block);
    const double largest = gram.values[gram.values.size() - 1];
    const Index kept = largest > 0 ? (gram.values.array() > 1e-12 * largest).count() : 0;
    return block * gram.vectors.rightCols(kept) *
           gram.values.tail(kept).cwiseSqrt().cwiseInverse().asDiagonal();
  }

  const Points &form_, &theta_;
  Points basis_, moved_, formed_;  ///< V, Theta V, B Theta V
  double residual_ = 0;
};

RightModes leading_spectrum(const Points& form, const Points& theta, Index count) {
  const Index width = count + 8;
  Krylov space(form, theta);
  Points block = RandomStream(0, streams::kernel_modes).normals(form.rows(), width);
  RightModes found{State::Zero(count), 0, Points::Zero(form.rows(), count)};
  while (space.columns() < std::min(most_columns, form.rows()) && space.add(std::move(block))) {
    throw_if_cancelled();
    const Index before = found.rates.size();
    found = space.modes(count);
    if (found.rates.size() == before && space.residual() <= residual_of_rates * found.fastest)
      break;
    block = space.next(width);
  }
  return found;
}

}  // namespace

Points mean_over_outputs(const Points& theta, Index latents, Index moving) {
  const Index q = theta.rows() / latents;
  if (q == 1) return theta;
  Points mean(latents, latents);
  for (Index j = 0; j < latents; ++j)
    for (Index i = 0; i < latents; ++i)
      mean(i, j) = theta.block(i * q, j * q, q, q).trace() / static_cast<double>(moving);
  return mean;
}

GrowthModes growth_modes(const Points& form, const Points& theta, Index count) {
  const RightModes found = form.rows() <= whole_up_to ? whole_spectrum(form, theta, count)
                                                      : leading_spectrum(form, theta, count);
  GrowthModes growth{State::Zero(count), Points::Zero(form.rows(), count)};
  const Index growing = (found.rates.array() > does_not_grow * found.fastest).count();
  if (growing == 0) return growth;
  growth.rates.head(growing) = found.rates.head(growing);
  Points centred = found.modes.leftCols(growing);
  centred.rowwise() -= centred.colwise().mean().eval();
  growth.vectors.leftCols(growing) = orthonormal_columns(centred);
  return growth;
}

State growth_alignment(const GrowthModes& modes, const Points& latents) {
  const Points centred = latents.colwise() - latents.rowwise().mean();
  const double all = centred.squaredNorm();
  State shares = (centred * modes.vectors).colwise().squaredNorm().transpose();
  for (Index r = 1; r < shares.size(); ++r) shares[r] += shares[r - 1];
  if (!(all > 0)) return State::Zero(shares.size());
  return (shares / all).cwiseMin(1);
}

}  // namespace simclr_flow
