#pragma once
#include <string_view>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// A space M of latents in R^d as theory and judge see it: what it is, and plain maps of its own.
/// Shares no code with geometry/, which it is held against (tests/theory/plain_space_test.cpp).
///
/// Shapes: y is q×N, q = coordinates(d); z, g and v are d×N, view a of sample i in one column each.
/// Every fact is false and every map is to be given: what a space has is said in its row.
struct PlainSpace {
  std::string_view name;
  bool whole_space = false;   ///< M = R^d: y = z, and translations of R^d are isometries
  bool unit_sphere = false;   ///< M = S^{d-1}: |z| = 1, and the laws of theory/spectrum.hpp hold
  bool free_lengths = false;  ///< z = y/|y|: y is orthogonal to every pulled back gradient
  bool angles = false;        ///< y and y + 2 pi are one
  bool translations = false;  ///< y + c is an isometry: particles keep the mean of y

  Index (*coordinates)(Index d);                    ///< q
  Points (*latents)(PointsView y);                  ///< z
  Points (*coordinates_of)(PointsView z);           ///< a y of z, angles in (-pi, pi]
  Points (*pull_back)(PointsView y, PointsView g);  ///< dE/dy of dE/dz = g at z(y), q×N
  Points (*tangent_part)(PointsView z,
                         PointsView v);     ///< P_i v_i, P_i onto the tangent space at z_i
  Points (*tangent_basis)(const State& z);  ///< orthonormal, d×dim M, at one z
  Points (*nearest)(PointsView z);          ///< of M
  double (*distance)(PointsView z);         ///< of the farthest z from M; NaN where one is

  /// Whether files store y beside z, in `position/angle`: of one angle each.
  bool stores_angle(Index d) const { return angles && coordinates(d) == 1; }
  /// A number s such that z moves by at most |dy|/s, to first order, for all y.
  double shortest(PointsView y) const { return free_lengths ? y.colwise().norm().minCoeff() : 1.0; }
};

/// The space of this name, or null: nothing is known of it. No flow runs between walls, so that
/// boxes are not among them.
const PlainSpace* find_plain_space(std::string_view name);
/// Throws InputError for a name without a plain space.
const PlainSpace& plain_space(std::string_view name);

/// Adds a space of the user's own, for the judging of flows on it; its name must outlive all use.
/// Throws InputError if the name is taken or a map is missing. Not safe beside other threads;
/// references to the other spaces stay valid.
void add_plain_space(const PlainSpace& space);

}  // namespace simclr_flow::theory
