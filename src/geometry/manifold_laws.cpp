#include "simclr_flow/geometry/manifold_laws.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "simclr_flow/core/error.hpp"
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

/// In normal form coordinates keep lengths: D^T D is a projection, D = D to_ambient(y).
bool has_unit_speed(const Sample& s) {
  Points y = s.y;
  s.manifold.retract(y);
  const auto there_and_back = [&](const Points& v) {
    Points dz(s.g.rows(), s.g.cols());
    s.manifold.push_forward(y, v, dz);
    return s.pull(y, dz);
  };
  const Points once = there_and_back(s.v);
  return (there_and_back(once) - once).norm() < 1e-13;
}

/// Of ambient points, of the point that laws are centred at, and of uniform draws where there are.
bool coordinates_are_inverse(const Sample& s) {
  const Manifold& m = s.manifold;
  RandomStream random(2026, "laws", 5);
  std::vector<Points> all{m.coordinates_of(s.z), m.base_point()};
  if (m.facts().compact) all.push_back(m.uniform(random, latents_tried));
  return (m.ambient(all[0]) - s.z).norm() < 1e-14 &&
         std::ranges::all_of(all, [&m](const Points& y) {
           Points normal = y;
           m.retract(normal);
           return (normal - y).norm() < 1e-15;
         });
}

bool has_uniform_law(const Manifold& m) {
  try {
    RandomStream random(2026, "laws", 6);
    return m.distance_from(m.ambient(m.uniform(random, latents_tried))) < 1e-15;
  } catch (const InputError&) {
    return false;
  }
}

/// Facts against the maps.
bool facts_hold(const Sample& s) {
  const Manifold& m = s.manifold;
  const ManifoldFacts facts = m.facts();
  const auto same = [&](const Points& y) { return (m.ambient(y) - s.z).norm() < 1e-14; };
  const bool unit = (s.z.colwise().norm().array() - 1).abs().maxCoeff() < 1e-14;
  return same(3 * s.y) == facts.directions &&
         same(s.y.array() + 2 * std::numbers::pi) == facts.angles &&
         (unit && m.dimension() == m.ambient_dim() - 1) == facts.unit_sphere &&
         (m.walls(s.y).size() > 0) == facts.walls && has_uniform_law(m) == facts.compact;
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
  if (!has_unit_speed(s)) return "coordinates in normal form do not keep lengths";
  if (!coordinates_are_inverse(s))
    return "coordinates_of is not inverse to to_ambient, or coordinates are in no normal form";
  if (!facts_hold(s)) return "facts() is not what the maps do";
  return "";
}

}  // namespace

std::string broken_law(const Manifold& manifold, const Points& y) {
  const std::string broken = broken_law(Sample(manifold, y));
  return broken.empty() ? "" : std::string(manifold.name()) + ": " + broken;
}

std::string broken_law(const Manifold& manifold) {
  RandomStream random(2026, "laws", 1);
  return broken_law(manifold, manifold.facts().walls
                                  ? manifold.uniform(random, latents_tried)
                                  : random.normals(manifold.coordinate_dim(), latents_tried));
}

}  // namespace simclr_flow
