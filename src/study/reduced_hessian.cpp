#include "simclr_flow/study/reduced_hessian.hpp"

#include "simclr_flow/core/householder_rotation.hpp"

namespace simclr_flow {
namespace {

/// Reflections whose product has the symmetries as its first columns: its other columns are the
/// basis of the rest.
HouseholderRotation rotation(const TangentFrame& frame) {
  return HouseholderRotation(frame.symmetries());
}

}  // namespace

State ReducedHessian::without_symmetries(const State& u) const {
  return frame_.without_symmetries(u);
}

State ReducedHessian::apply(const State& u) const {
  return without_symmetries(-frame_.reduce(derivative_(frame_.embed(without_symmetries(u)))));
}

Points ReducedHessian::matrix() const {
  const Index n = size(), s = n - unknowns();
  Points full(n, n);
  for (Index k = 0; k < n; ++k)
    full.col(k) = -frame_.reduce(derivative_(frame_.embed(State::Unit(n, k))));
  if (s > 0) rotation(frame_).conjugate(full);
  const auto rest = full.bottomRightCorner(n - s, n - s);
  return 0.5 * (rest + rest.transpose());
}

State ReducedHessian::restricted(const State& u) const {
  if (unknowns() == size()) return u;
  return rotation(frame_).apply_transposed(u).tail(unknowns());
}

State ReducedHessian::expanded(const State& components) const {
  if (unknowns() == size()) return components;
  State u = State::Zero(size());
  u.tail(unknowns()) = components;
  return rotation(frame_).apply(u);
}

}  // namespace simclr_flow
