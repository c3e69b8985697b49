#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "simclr_flow/core/types.hpp"
#include "simclr_flow/theory/inner_products.hpp"

namespace simclr_flow::theory {

/// How far it is known that a configuration minimizes an energy among N points of S^{d-1}.
struct MinimalityClaim {
  /// Which energies: the pair energy, F_a for every a >= 0, for a in {0, 1/2, 1, N}, for a = 0 and
  /// N >= 7, or all of them.
  enum class About { pairs, every_offset, tried_offsets, many_points_without_offset, all };
  About about;
  /// "linear": sum_{i,j} k_ij, every tau. "F_a, ...": (1/N) sum_i log(a + sum_{j≠i} k_ij), for the
  /// a named. "any": every energy of the family.
  std::string_view energy;
  std::string_view status;  ///< "proven", "numerical", "stationary by symmetry", "not a minimizer"
  std::string_view source;
};

/// Whether a claim speaks of F_a at n points.
bool is_about(const MinimalityClaim& claim, double a, Index n);
/// Whether it speaks of the pair energy `linear`.
bool is_about_pairs(const MinimalityClaim& claim);

/// A reference configuration of the unit sphere, or a family of them.
///
///   z_1, ..., z_N in S^{d-1}
///
/// Shapes: make(d, n) is d×n, one column per point, exact to rounding (made in long double), for
/// the (d, n) with exists(d, n) and for no others. No two rows of the table share a (d, n) except
/// by different points.
/// Design: strength(d, n) is the largest t such that every polynomial of degree at most t has the
/// same mean over the points as over the sphere: sum_{i,j} P_l(z_i·z_j) = 0 for l = 1, ..., t, and
/// not for l = t + 1.
/// Invariances: one orientation of each is made; energies see inner products alone.
/// Known minimizer: `claims`. "linear" is the pair energy of Cohn & Kumar 2007; it does not
/// transfer to F_a, since log is concave.
/// Source: H. Cohn, A. Kumar, J. Amer. Math. Soc. 20 (2007), Table 1 (sharp configurations and the
/// 600-cell); P. Delsarte, J.-M. Goethals, J. J. Seidel, Geom. Dedicata 6 (1977) (designs).
struct ConfigurationEntry {
  std::string_view name;
  bool (*exists)(Index d, Index n);
  Points (*make)(Index d, Index n);
  Index (*strength)(Index d, Index n);
  std::span<const MinimalityClaim> claims;
  Index sample_dim, sample_count;  ///< one (d, n) of the row, for tests and lists
  /// What products() gives, of families by a formula; null: by the points.
  InnerProducts (*formula)(Index d, Index n) = nullptr;
  bool in_one_place = false;  ///< all points coincide, where every energy is largest

  /// The inner products of every point with all: inner_products of make(d, n), whichever the point.
  /// Of a family in O(n) at most, whatever d: its points, d n numbers, are not made.
  InnerProducts products(Index d, Index n) const;
};

inline constexpr std::string_view polygon_name = "polygon";

/// The table. What has a name of its own stands under it: the regular simplex of R^3 is the
/// tetrahedron, the cross-polytope of R^2 the square, the hypercube of R^4 the tesseract.
std::span<const ConfigurationEntry> configurations();

/// The row of this name. Throws InputError naming the rows there are.
const ConfigurationEntry& configuration(std::string_view name);

/// Its points. Throws InputError where the row has no n points in R^d.
Points configuration_points(std::string_view name, Index d, Index n);
/// The points of its sample, the only ones of a row that is not a family.
Points configuration_points(std::string_view name);

/// The rows with n points in R^d (the single atom always among them).
std::vector<const ConfigurationEntry*> configurations_of(Index d, Index n);

/// Every point `each` times, copies side by side: equal clusters at the points. Throws InputError
/// unless each >= 1.
Points equal_clusters(PointsView z, Index each);

}  // namespace simclr_flow::theory
