#include "simclr_flow/geometry/manifold_laws.hpp"

#include <cmath>

#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"
#include "simclr_flow/core/taylor_slope.hpp"

namespace simclr_flow {
namespace {

constexpr Index latents_tried = 6;

Points random_numbers(Index rows, Index columns, std::uint32_t substream) {
  return RandomStream(2026, "laws", substream).normals(rows, columns);
}

/// A manifold at random arguments of its maps.
struct Sample {
  Sample(const Manifold& m, Points at)
      : manifold(m),
        y(std::move(at)),
        v(random_numbers(m.coordinate_dim(), y.cols(), 2)),
        g(random_numbers(m.ambient_dim(), y.cols(), 3)),
        dg(random_numbers(m.ambient_dim(), y.cols(), 4)),
        z(m.ambient(y)) {}
  Points push() const {
    Points out(g.rows(), g.cols());
    manifold.push_forward(y, v, out);
    return out;
  }
  Points pull(const Points& at, const Points& gradient) const {
    Points out(y.rows(), y.cols());
    manifold.pull_back(at, gradient, out);
    return out;
  }
  const Manifold& manifold;
  Points y, v, g, dg, z;
};

/// A remainder that vanishes (linear maps), or is of second order.
bool second_order(const std::function<double(double)>& remainder) {
  return remainder(1e-2) < 1e-14 || std::abs(taylor_slope(remainder) - 2) < 0.06;
}

bool push_is_derivative(const Sample& s) {
  const Points dz = s.push();
  return second_order(
      [&](double e) { return (s.manifold.ambient(s.y + e * s.v) - s.z - e * dz).norm(); });
}

bool pull_is_adjoint(const Sample& s) {
  const double left = s.push().cwiseProduct(s.g).sum();
  return std::abs(left - s.v.cwiseProduct(s.pull(s.y, s.g)).sum()) < 1e-13;
}

bool pull_back_derivative_is_derivative(const Sample& s) {
  Points derivative(s.y.rows(), s.y.cols());
  s.manifold.pull_back_derivative(s.y, s.v, s.g, s.dg, derivative);
  return second_order([&](double e) {
    return (s.pull(s.y + e * s.v, s.g + e * s.dg) - s.pull(s.y, s.g) - e * derivative).norm();
  });
}

bool retract_keeps_latents(const Sample& s) {
  Points y = s.y;
  s.manifold.retract(y);
  Points again = y;
  s.manifold.retract(again);
  return (s.manifold.ambient(y) - s.z).norm() < 1e-14 && (again - y).norm() < 1e-15 &&
         s.manifold.distance_from(s.z) < 1e-15;
}

bool projection_is_orthogonal(const Sample& s) {
  const Points velocity = s.push();
  Points fixed = velocity, any = s.g;
  s.manifold.project_tangent(s.z, fixed);
  s.manifold.project_tangent(s.z, any);
  return (fixed - velocity).norm() < 1e-14 && std::abs(any.cwiseProduct(s.g - any).sum()) < 1e-13;
}

/// Distances of all pairs are stationary along every direction, and the directions are independent.
bool symmetries_keep_distances(const Sample& s) {
  Points y = s.y;
  s.manifold.retract(y);
  const auto directions = s.manifold.symmetry_directions(y);
  Points basis(y.size(), std::ssize(directions));
  double worst = 0;
  for (std::size_t k = 0; k < directions.size(); ++k) {
    basis.col(static_cast<Index>(k)) = directions[k].reshaped();
    Points dz(s.z.rows(), s.z.cols());
    s.manifold.push_forward(y, directions[k], dz);
    for (Index i = 0; i < y.cols(); ++i)
      for (Index j = 0; j < i; ++j)
        worst = std::max(worst, std::abs((s.z.col(i) - s.z.col(j)).dot(dz.col(i) - dz.col(j))));
  }
  return worst < 1e-14 && symmetric_eigenvalues(basis.transpose() * basis).prod() > 1e-3;
}

std::string broken_law(const Sample& s) {
  if (!push_is_derivative(s)) return "push_forward is not the derivative of to_ambient";
  if (!pull_is_adjoint(s)) return "pull_back is not adjoint to push_forward";
  if (!pull_back_derivative_is_derivative(s))
    return "pull_back_derivative is not the derivative of pull_back";
  if (!retract_keeps_latents(s)) return "retract moves latents or is not idempotent";
  if (!projection_is_orthogonal(s))
    return "project_tangent is no orthogonal projection on velocities";
  if (!symmetries_keep_distances(s))
    return "symmetry_directions change distances or are not independent";
  return "";
}

}  // namespace

std::string broken_law(const Manifold& manifold, const Points& y) {
  const std::string broken = broken_law(Sample(manifold, y));
  return broken.empty() ? "" : std::string(manifold.name()) + ": " + broken;
}

std::string broken_law(const Manifold& manifold) {
  return broken_law(manifold, random_numbers(manifold.coordinate_dim(), latents_tried, 1));
}

}  // namespace simclr_flow
