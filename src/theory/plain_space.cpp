#include "simclr_flow/theory/plain_space.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/orthogonal_bases.hpp"

namespace simclr_flow::theory {
namespace {

Index all_of(Index d) { return d; }
Points same(PointsView z) { return z; }
Points unchanged(PointsView, PointsView g) { return g; }
Points axes(const State& z) { return Points::Identity(z.size(), z.size()); }
double nowhere(PointsView) { return 0; }

Points unit_vectors(PointsView y) { return y.colwise().normalized(); }

/// P g/|y|.
Points from_directions(PointsView y, PointsView g) {
  const Points z = unit_vectors(y);
  Points tangent = g;
  for (Index i = 0; i < z.cols(); ++i) tangent.col(i) -= z.col(i) * z.col(i).dot(g.col(i));
  return tangent * y.colwise().norm().cwiseInverse().asDiagonal();
}

/// Of stored z, which are unit vectors to rounding.
Points without_radial(PointsView z, PointsView v) {
  Points tangent = v;
  for (Index i = 0; i < z.cols(); ++i)
    tangent.col(i) -= z.col(i) * (z.col(i).dot(v.col(i)) / z.col(i).squaredNorm());
  return tangent;
}

Points orthogonal_to(const State& z) { return orthogonal_complement(z); }

double off_unit_length(PointsView z) {
  double largest = 0;
  for (Index i = 0; i < z.cols(); ++i)
    if (const double here = std::abs(z.col(i).norm() - 1); std::isnan(here) || here > largest)
      largest = here;
  return largest;
}

Index one_of(Index) { return 1; }

/// (cos y, sin y) of each angle, one below the other.
Points on_circles(PointsView y) {
  Points z(2 * y.rows(), y.cols());
  for (Index k = 0; k < y.rows(); ++k) {
    z.row(2 * k) = y.row(k).array().cos();
    z.row(2 * k + 1) = y.row(k).array().sin();
  }
  return z;
}

Points angles_of(PointsView z) {
  Points y(z.rows() / 2, z.cols());
  for (Index i = 0; i < z.cols(); ++i)
    for (Index k = 0; k < y.rows(); ++k) y(k, i) = std::atan2(z(2 * k + 1, i), z(2 * k, i));
  return y;
}

Points from_circles(PointsView y, PointsView g) {
  const Points z = on_circles(y);
  Points out(y.rows(), y.cols());
  for (Index k = 0; k < y.rows(); ++k)
    out.row(k) =
        g.row(2 * k + 1).cwiseProduct(z.row(2 * k)) - g.row(2 * k).cwiseProduct(z.row(2 * k + 1));
  return out;
}

Index half_of(Index d) { return d / 2; }

/// Of stored z, whose parts z_k in each plane are unit vectors to rounding.
Points along_circles(PointsView z, PointsView v) {
  Points tangent = v;
  for (Index i = 0; i < z.cols(); ++i)
    for (Index k = 0; k < z.rows(); k += 2) {
      const double x = z(k, i), y = z(k + 1, i);
      const double share = (x * v(k, i) + y * v(k + 1, i)) / (x * x + y * y);
      tangent(k, i) -= share * x;
      tangent(k + 1, i) -= share * y;
    }
  return tangent;
}

Points turns(const State& z) {
  Points basis = Points::Zero(z.size(), z.size() / 2);
  for (Index k = 0; k < basis.cols(); ++k)
    basis.col(k).segment<2>(2 * k) << -z[2 * k + 1], z[2 * k];
  return basis;
}

Points on_nearest_circles(PointsView z) { return on_circles(angles_of(z)); }

double off_circles(PointsView z) {
  double largest = 0;
  for (Index i = 0; i < z.cols(); ++i) {
    double square = 0;
    for (Index k = 0; k < z.rows(); k += 2)
      square += std::pow(std::hypot(z(k, i), z(k + 1, i)) - 1, 2);
    if (const double here = std::sqrt(square); std::isnan(here) || here > largest) largest = here;
  }
  return largest;
}

/// Each space a row. References into it stay valid as it grows.
std::deque<PlainSpace>& table() {
  static std::deque<PlainSpace> rows{{.name = "euclidean",
                                      .whole_space = true,
                                      .translations = true,
                                      .coordinates = all_of,
                                      .latents = same,
                                      .coordinates_of = same,
                                      .pull_back = unchanged,
                                      .tangent_part = unchanged,
                                      .tangent_basis = axes,
                                      .nearest = same,
                                      .distance = nowhere},
                                     {.name = "sphere",
                                      .unit_sphere = true,
                                      .free_lengths = true,
                                      .coordinates = all_of,
                                      .latents = unit_vectors,
                                      .coordinates_of = same,
                                      .pull_back = from_directions,
                                      .tangent_part = without_radial,
                                      .tangent_basis = orthogonal_to,
                                      .nearest = unit_vectors,
                                      .distance = off_unit_length},
                                     {.name = "circle",
                                      .unit_sphere = true,
                                      .angles = true,
                                      .translations = true,
                                      .coordinates = one_of,
                                      .latents = on_circles,
                                      .coordinates_of = angles_of,
                                      .pull_back = from_circles,
                                      .tangent_part = without_radial,
                                      .tangent_basis = orthogonal_to,
                                      .nearest = unit_vectors,
                                      .distance = off_unit_length},
                                     {.name = "torus",
                                      .angles = true,
                                      .translations = true,
                                      .coordinates = half_of,
                                      .latents = on_circles,
                                      .coordinates_of = angles_of,
                                      .pull_back = from_circles,
                                      .tangent_part = along_circles,
                                      .tangent_basis = turns,
                                      .nearest = on_nearest_circles,
                                      .distance = off_circles}};
  return rows;
}

}  // namespace

const PlainSpace* find_plain_space(std::string_view name) {
  const auto found = std::ranges::find(table(), name, &PlainSpace::name);
  return found == table().end() ? nullptr : &*found;
}

const PlainSpace& plain_space(std::string_view name) {
  if (const PlainSpace* space = find_plain_space(name)) return *space;
  throw InputError(fmt::format(
      "latents on '{}': no plain space of this name is known to judge by; theory::add_plain_space "
      "adds one",
      name));
}

void add_plain_space(const PlainSpace& space) {
  if (find_plain_space(space.name))
    throw InputError(fmt::format("plain space '{}' is in the list already", space.name));
  if (!space.coordinates || !space.latents || !space.coordinates_of || !space.pull_back ||
      !space.tangent_part || !space.tangent_basis || !space.nearest || !space.distance)
    throw InputError(fmt::format("plain space '{}' lacks a map; all must be given", space.name));
  table().push_back(space);
}

}  // namespace simclr_flow::theory
