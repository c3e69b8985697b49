#include "simclr_flow/study/tangent_frame.hpp"

#include "axis_rotations.hpp"
#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/orthogonal_bases.hpp"

namespace simclr_flow {
namespace {

constexpr Index most_explicit = 32;  // dimensions

/// The coordinate axes along which nothing stops a latent.
Points free_axes(Index dim, const Eigen::Array<bool, Eigen::Dynamic, 1>& stopped) {
  Points axes(dim, 0);
  for (Index c = 0; c < dim; ++c)
    if (!stopped[c]) {
      axes.conservativeResize(Eigen::NoChange, axes.cols() + 1);
      axes.rightCols<1>() = State::Unit(dim, c);
    }
  return axes;
}

/// Coordinates at a wall that the force presses against it: the flow stops them there. Without a
/// force they are free: second derivatives tell whether they would leave.
Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic> stopped_coordinates(const Flow& flow,
                                                                       const State& x,
                                                                       const Points& y) {
  const Points walls = flow.manifold().walls(y);
  if (walls.size() == 0)
    return Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic>::Constant(y.rows(), y.cols(), false);
  return free_coordinates(flow.manifold(), y, -flow.output_gradient(x)).array() == 0;
}

}  // namespace

State root_masses(const Flow& flow, const State& x) {
  const State mass = flow.masses(x);
  if (mass.size() > 0) return mass.cwiseSqrt();
  return flow.latent_energy()->inverse_masses(flow.outputs(x).cols()).cwiseSqrt().cwiseInverse();
}

TangentFrame::TangentFrame(const Flow& flow, const State& x) {
  const Points y = flow.outputs(x);
  coordinates_ = y.rows();
  root_mass_ = root_masses(flow, x);
  add_positions(flow, x, y);
  if (flow.masses(x).size() > 0) {
    reflector_ = root_mass_ + State::Unit(root_mass_.size(), 0);
    reflector_.normalize();
    size_ += root_mass_.size() - 1;
  }
  find_symmetries(flow.manifold(), y);
}

void TangentFrame::add_positions(const Flow& flow, const State& x, const Points& y) {
  const Manifold& manifold = flow.manifold();
  const auto stopped = stopped_coordinates(flow, x, y);
  const bool has_normal = manifold.facts().directions;
  for (Index i = 0; i < y.cols(); ++i) {
    throw_if_cancelled();
    bases_.push_back(has_normal ? orthogonal_complement(y.col(i))
                                : free_axes(y.rows(), stopped.col(i)));
    size_ += bases_.back().cols();
  }
}

void TangentFrame::find_symmetries(const Manifold& manifold, const Points& y) {
  if (manifold.facts().directions && y.rows() > most_explicit) {
    rotations_ = std::make_shared<AxisRotations>(y, root_mass_);
    return;
  }
  const auto directions = manifold.symmetry_directions(y);
  Points components(size_, std::ssize(directions));
  for (Index k = 0; k < components.cols(); ++k) {
    State velocity = State::Zero(y.size() + (reflector_.size() > 0 ? y.cols() : 0));
    velocity.head(y.size()) = directions[static_cast<std::size_t>(k)].reshaped();
    components.col(k) = reduce(velocity);
  }
  if (components.size() == 0) {
    symmetries_ = Points(size_, 0);
    return;
  }
  symmetries_ = orthonormal_span(components, 1e-9);  // rotations that fix every latent are none
}

Index TangentFrame::symmetry_count() const {
  return rotations_ ? rotations_->count() : symmetries_.cols();
}

Points TangentFrame::symmetries() const {
  if (!rotations_) return symmetries_;
  Points components(size_, rotations_->count());
  Index k = 0;
  rotations_->each([&](const Points& velocity) {
    throw_if_cancelled();
    State v = embed(State::Zero(size_));
    v.head(velocity.size()) = velocity.reshaped();
    components.col(k++) = reduce(v);
  });
  return orthonormal_columns(components);
}

State TangentFrame::without_symmetries(const State& u) const {
  if (!rotations_) return u - symmetries_ * State(symmetries_.transpose() * u);
  const State v = embed(u);
  const Index places = coordinates_ * std::ssize(bases_);
  State along = State::Zero(v.size());
  along.head(places) =
      rotations_->along(v.head(places).reshaped(coordinates_, std::ssize(bases_))).reshaped();
  return u - reduce(along);
}

State TangentFrame::embed(const State& u) const {
  const auto count = std::ssize(bases_);
  State v(coordinates_ * count + (reflector_.size() > 0 ? count : 0));
  Index at = 0;
  for (Index i = 0; i < count; ++i) {
    const Points& basis = bases_[static_cast<std::size_t>(i)];
    v.segment(i * coordinates_, coordinates_) = basis * u.segment(at, basis.cols()) / root_mass_[i];
    at += basis.cols();
  }
  if (reflector_.size() == 0) return v;
  State rest = State::Zero(count);
  rest.tail(count - 1) = u.tail(count - 1);
  v.tail(count) = reflected(rest).cwiseQuotient(root_mass_);
  return v;
}

State TangentFrame::reduce(const State& v) const {
  const auto count = std::ssize(bases_);
  State u(size_);
  Index at = 0;
  for (Index i = 0; i < count; ++i) {
    const Points& basis = bases_[static_cast<std::size_t>(i)];
    u.segment(at, basis.cols()) =
        root_mass_[i] * (basis.transpose() * v.segment(i * coordinates_, coordinates_));
    at += basis.cols();
  }
  if (reflector_.size() > 0)
    u.tail(count - 1) = reflected(v.tail(count).cwiseProduct(root_mass_)).tail(count - 1);
  return u;
}

}  // namespace simclr_flow
