#include "space_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "simclr_flow/core/symmetric_eigen.hpp"

namespace simclr_flow {
namespace {

constexpr Index space_dim = 3;

/// Calls the body with the finite latents of every frame, d×(their number).
template <class Body>
void for_each_frame(const RunRows& run, const StoredSet& set, const Body& body) {
  const Index rows = std::ssize(set.frames().time), d = set.ambient_dim;
  RowReader reader(run, set.position, rows);
  for (Index k = 0; k < rows; ++k) {
    const Eigen::Map<const Points> z(reader.row(k).data(), d, set.latents);
    if (z.allFinite()) body(z);
  }
}

/// Every axis with its component of largest modulus positive.
Points oriented(Points axes) {
  for (Index j = 0; j < axes.cols(); ++j) {
    Index largest = 0;
    axes.col(j).cwiseAbs().maxCoeff(&largest);
    if (axes(largest, j) < 0) axes.col(j) *= -1;
  }
  return axes;
}

}  // namespace

Projection principal_projection(const RunRows& run, const StoredSet& set) {
  const Index d = set.ambient_dim;
  State sum = State::Zero(d);
  Index count = 0;
  for_each_frame(run, set, [&](const auto& z) {
    sum += z.rowwise().sum();
    count += z.cols();
  });
  Projection p;
  p.mean = sum / static_cast<double>(std::max<Index>(count, 1));
  Points covariance = Points::Zero(d, d), centred;
  for_each_frame(run, set, [&](const auto& z) {
    centred = z.colwise() - p.mean;
    covariance.noalias() += centred * centred.transpose();
  });
  const SymmetricEigen modes = symmetric_eigen(covariance);
  p.axes = oriented(modes.vectors.rightCols(space_dim).rowwise().reverse());
  const double all = covariance.trace();
  p.share = all > 0 ? std::min(1.0, modes.values.tail(space_dim).sum() / all) : 1;
  return p;
}

SpaceRows::SpaceRows(const RunRows& run, const StoredSet& set)
    : set_(set), reader_(run, set.position, std::ssize(set.frames().time)) {
  space_ = Points::Zero(space_dim, set.latents);
  if (set.ambient_dim <= space_dim) return;
  const auto own = std::ranges::find(run.sets(), set.flow, &StoredSet::name);
  projection_ = principal_projection(run, own == run.sets().end() ? set : *own);
}

std::span<const double> SpaceRows::row(Index k) {
  const Eigen::Map<const Points> z(reader_.row(k).data(), set_.ambient_dim, set_.latents);
  if (projection_)
    space_.noalias() = projection_->axes.transpose() * (z.colwise() - projection_->mean);
  else
    space_.topRows(z.rows()) = z;
  return {space_.data(), static_cast<std::size_t>(space_.size())};
}

std::string SpaceRows::note() const {
  if (!projection_) return "";
  return fmt::format(
      "the 3 leading principal components of all committed latents of flow '{}' in R^{}, with "
      "{:.4g} "
      "of their variance",
      set_.flow, set_.ambient_dim, projection_->share);
}

}  // namespace simclr_flow
