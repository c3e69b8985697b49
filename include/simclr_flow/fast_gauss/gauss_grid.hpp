#pragma once
#include <memory>
#include <string>

#include "simclr_flow/fast_gauss/sorted_cloud.hpp"

namespace simclr_flow {

/// Charges q_j of sorted sources y_j.
struct GaussSources {
  const SortedCloud& points;
  const double* charges = nullptr;  ///< q_j by sorted number, of either sign; null: all 1
};

/// What is wanted at sorted targets x_i of S(x) = sum_j q_j k(x, y_j): null, what is not.
struct GaussTargets {
  const SortedCloud& points;
  double* value = nullptr;     ///< S(x_i) by sorted number
  double* gradient = nullptr;  ///< dS/dx_c at [c·M + i]: one array of M targets per coordinate
  /// By cell of the targets: no value of that cell is wrong by more, ...
  double* value_bound = nullptr;
  /// ... and no gradient, in the Euclidean norm.
  double* gradient_bound = nullptr;
};

/// Sums with the Gaussian kernel k(x, y) = exp(-|x - y|^2/(2 tau)) in O(N) for points of one
/// geometry, at one temperature and accuracy.
///
/// Space is cut into cells; the charges of a cell act through their moments, which are translated
/// into polynomials on the cells around. The gradient is that of the function of x in R^d, on
/// circle and sphere with its radial part: sum_j q_j k (y_j - x)/tau.
///
/// Accuracy a, with Q = sum of |q_j| over the sources that are near (k above the cut-off, far below
/// a): values are wrong by at most a Q, gradients by at most a Q/sqrt(tau). The bounds of
/// GaussTargets are proven ones, of truncation (degree, cut-off, band limit) and rounding; those of
/// the sphere, whose harmonics see all charges, are measured, and hold roundings of charges that
/// are not near.
///
/// Results are functions of points, charges, tau and a alone: not of the number of threads, nor of
/// sorts made before; instruction sets differ by rounding. Where no charge is near, S = 0 exactly,
/// and the bound says by how much that is wrong. Not a number and infinite charges spread.
/// Thread-safe. Throws Cancelled.
class GaussGrid {
 public:
  virtual ~GaussGrid() = default;
  virtual std::string_view name() const = 0;  ///< "line", "plane", "circle", "sphere"
  virtual Index dims() const = 0;             ///< d of R^d: 1, 2, 2, 3

  /// Whether points (d×N) can be sorted and summed so accurately: finite, on the circle or sphere,
  /// not so far from the origin that cells have no numbers of their own or coordinates no digits to
  /// spare; N < 2^32.
  virtual bool takes(PointsView points) const = 0;

  /// The points in order; `before`, if not null, is a cloud of this grid and of as many points,
  /// whose order is used again if each point still lies in its cell: the result is the same, bit
  /// for bit, and sooner. Undefined for points that the grid does not take.
  virtual std::unique_ptr<const SortedCloud> sort(PointsView points,
                                                  const SortedCloud* before = nullptr) const = 0;

  /// Both clouds are of this grid; they may be one object. Outputs are overwritten.
  virtual void sums(const GaussSources& sources, const GaussTargets& targets) const = 0;

  /// About how many nanoseconds of one thread value and gradient take, sorting left out: a function
  /// of sizes and occupied cells. By this callers choose between fast and direct sums.
  virtual double cost(const SortedCloud& sources, const SortedCloud& targets) const = 0;
};

/// Where a grid's accuracy may lie.
inline constexpr double finest_accuracy = 1e-12, coarsest_accuracy = 1e-4;

/// Domain: tau > 0 and finite, finest_accuracy <= accuracy <= coarsest_accuracy, radius > 0 and
/// finite; else InputError. Tables are made here, in some milliseconds: keep the grid.
/// Points of R^1.
std::unique_ptr<const GaussGrid> make_line_grid(double tau, double accuracy);
/// Points of R^2 with |x| = radius to rounding: relative deviations of `norm_tolerance` at most.
std::unique_ptr<const GaussGrid> make_circle_grid(double tau, double accuracy, double radius);
/// Points of R^2.
std::unique_ptr<const GaussGrid> make_plane_grid(double tau, double accuracy);
/// Points of R^3 with |x| = radius, as on the circle; tau >= 9e-4 radius^2, or no points are taken.
std::unique_ptr<const GaussGrid> make_sphere_grid(double tau, double accuracy, double radius);
inline constexpr double norm_tolerance = 1e-15;

}  // namespace simclr_flow
