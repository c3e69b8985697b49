#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "simclr_flow/core/manifold_facts.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// The space M of the latents and its map from free coordinates y to ambient points z in R^d.
///
///   euclidean  z = y                        y in R^d
///   sphere     z = y/|y|                    y in R^d \ {0}, M = S^{d-1}
///   circle     z = (cos y, sin y)           y an angle in R (unwrapped), M = S^1
///   torus      z = (cos y_1, sin y_1, ..., cos y_k, sin y_k), y in R^k, M = S^1 x ... x S^1, flat
///   box        z = y                        y in [0, L_1] x ... x [0, L_d] = M, which has walls
///
/// Shapes: y, v, pulled-back gradients are coordinate_dim()×N; z, g, dz are ambient_dim()×N.
/// Particles, kernel outputs and network outputs all live in y; energies see z alone.
///
/// Laws (run as tests/geometry/manifold_laws.cpp for every manifold):
///   push_forward(y, v)  = d/de to_ambient(y + e v)
///   <push_forward(y, v), g> = <v, pull_back(y, g)>
///   pull_back_derivative(y, v, g, dg) = d/de pull_back(y + e v, g + e dg)
///   to_ambient(retract(y)) = to_ambient(y) (in a box: of y within), retract o retract = retract
///   project_tangent is an orthogonal projection that fixes every push_forward
///   |z_i - z_j| is stationary along every symmetry_direction, which are as many as dim of the
///   group
///   |push_forward(y, v)| = |v| for y in normal form, v in the range of pull_back
///   to_ambient(coordinates_of(z)) = z; coordinates_of, base_point and uniform give normal forms
///   facts: to_ambient(y) is that of s y, s > 0, where y are directions, and of y + 2 pi where they
///   are angles, and else not; M is S^{d-1} where |z| = 1 and its dimension is d - 1; walls() is
///   empty but where there are walls; uniform() throws but where M is compact
///
/// Hazards: on the sphere derivatives grow as 1/|y|; |y| = 0 has no image. Maps of many points may
/// run on several threads, and throw Cancelled once that was asked for.
class Manifold {
 public:
  virtual ~Manifold() = default;

  virtual std::string_view name() const = 0;
  virtual ManifoldFacts facts() const = 0;
  virtual Index ambient_dim() const = 0;
  virtual Index coordinate_dim() const = 0;
  /// Intrinsic dimension of M.
  virtual Index dimension() const = 0;

  virtual void to_ambient(PointsView y, PointsOut z) const = 0;
  /// D to_ambient(y) v: what moves the ambient points when y moves along v.
  virtual void push_forward(PointsView y, PointsView v, PointsOut dz) const = 0;
  /// (D to_ambient(y))^T g: the gradient in y of a function with Euclidean gradient g at z.
  virtual void pull_back(PointsView y, PointsView g, PointsOut out) const = 0;
  /// Derivative of pull_back when y moves along v and g along dg.
  virtual void pull_back_derivative(PointsView y, PointsView v, PointsView g, PointsView dg,
                                    PointsOut out) const = 0;
  /// Brings y back to its normal form (|y| = 1 on the sphere) without moving z; what left a box
  /// comes back to the nearest point of its walls.
  virtual void retract(PointsOut y) const = 0;
  /// Orthogonal projection of ambient vectors v at z onto the tangent space, in place.
  virtual void project_tangent(PointsView z, PointsOut v) const = 0;
  /// Largest distance of the ambient points from M.
  virtual double distance_from(PointsView z) const = 0;

  /// A basis of the infinitesimal isometries of M: how the coordinates y of N latents in normal
  /// form move under each, coordinate_dim×N. Energies of distances are constant along them.
  ///   euclidean  d translations and d(d-1)/2 rotations about 0
  ///   sphere     the d(d-1)/2 rotations, dy = A y with A = e_a e_b^T - e_b e_a^T
  ///   circle     one, dy = 1
  ///   torus      k, dy = e_c: the turns of one angle
  ///   box        none
  virtual std::vector<Points> symmetry_directions(PointsView y) const = 0;
  /// For each coordinate of y whether it is at a wall of M: -1 at its lower one, 1 at its upper
  /// one, else 0; beyond a wall is at it. Empty where M has no walls; where it has, z = y.
  virtual Points walls(PointsView) const { return {}; }

  /// Coordinates in normal form of ambient points: of the nearest on M, or in their direction.
  /// By default those are z itself; angles are in (-pi, pi].
  virtual Points coordinates_of(Points z) const;
  /// Where laws about one point are centred: 0, on the sphere e_1.
  virtual State base_point() const { return State::Zero(coordinate_dim()); }
  /// Coordinates of n independent points of the uniform law. Throws InputError where M has none.
  virtual Points uniform(RandomStream& random, Index n) const;

  Points ambient(PointsView y) const {
    Points z(ambient_dim(), y.cols());
    to_ambient(y, z);
    return z;
  }
};

/// Whether latents are told by one angle each, which files store beside them.
inline bool has_one_angle(const Manifold& manifold) {
  return manifold.facts().angles && manifold.coordinate_dim() == 1;
}
/// 1 for each coordinate of y that moves with velocities v (as y), 0 where v points out of M at a
/// wall. Empty where M has no walls.
Points free_coordinates(const Manifold& manifold, PointsView y, PointsView v);
/// Takes from velocities v (as y) what points out of M at its walls.
void stop_at_walls(const Manifold& manifold, PointsView y, PointsOut v);
/// The d(d-1)/2 rotations of points about 0, each as A y for one A = e_a e_b^T - e_b e_a^T, a < b.
std::vector<Points> rotations(PointsView y);

/// R^d, d >= 1.
std::unique_ptr<Manifold> make_euclidean(Index d);
/// S^{d-1} in R^d, d >= 2.
std::unique_ptr<Manifold> make_sphere(Index d);
/// S^1 by its angle; ambient dimension 2.
std::unique_ptr<Manifold> make_circle();
/// The flat torus of d/2 circles of radius 1 in R^d, by their angles: |z|^2 = d/2, and
/// |z - z'|^2 = sum_c 2 - 2 cos(y_c - y'_c). Throws InputError unless d is even and at least 4
/// (with one angle it is the circle). Source: do Carmo, Riemannian Geometry, chapter 6 (Clifford's
/// torus).
std::unique_ptr<Manifold> make_torus(Index d);
/// [0, L_1] x ... x [0, L_d] in R^d; d = 1 is the interval. A law of latents between walls has
/// minimizers that R^d has not. Throws InputError unless there are sides, all positive and finite.
std::unique_ptr<Manifold> make_box(State sides);

}  // namespace simclr_flow
