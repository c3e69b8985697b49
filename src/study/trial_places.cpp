#include "trial_places.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"

namespace simclr_flow {
namespace {

constexpr double pi = std::numbers::pi;

/// The number of places along each of d directions that makes `count` in all; at least 3.
Index along_each(Index d, Index count) {
  const double along = std::pow(static_cast<double>(count), 1 / static_cast<double>(d));
  return std::max<Index>(3, static_cast<Index>(along));
}

/// The k-th of all combinations of d numbers below `along`, as columns.
Points combinations(Index d, Index along) {
  Index all = 1;
  for (Index c = 0; c < d; ++c) all *= along;
  Points numbers(d, all);
  for (Index k = 0; k < all; ++k)
    for (Index c = 0, rest = k; c < d; ++c, rest /= along)
      numbers(c, k) = static_cast<double>(rest % along);
  return numbers;
}

/// Of d angles, the same number in each turn.
TrialPlaces turned(Index d, Index count) {
  const Index along = along_each(d, count);
  const double spacing = 2 * pi / static_cast<double>(along);
  return {spacing * combinations(d, along), spacing};
}

TrialPlaces plane_circle(Index count) {
  const auto [angle, spacing] = turned(1, count);
  Points y(2, count);
  y << angle.array().cos(), angle.array().sin();
  return {y, spacing};
}

/// The golden spiral: equal areas, each point turned by the golden angle.
TrialPlaces spiral(Index count) {
  const double n = static_cast<double>(count), turn = pi * (3 - std::sqrt(5.0));
  Points y(3, count);
  for (Index k = 0; k < count; ++k) {
    const double i = static_cast<double>(k), height = 1 - (2 * i + 1) / n,
                 radius = std::sqrt(1 - height * height);
    y.col(k) << radius * std::cos(turn * i), radius * std::sin(turn * i), height;
  }
  return {y, std::sqrt(4 * pi / n)};
}

TrialPlaces scattered(Index d, Index count) {
  Points y = RandomStream(1, streams::trial_places).normals(d, count);
  y.colwise().normalize();
  return {y, 2 * std::pow(static_cast<double>(count), -1 / static_cast<double>(d - 1))};
}

/// The same number of places along each side, at least 3.
TrialPlaces grid(const Manifold& box, Index count) {
  const Index d = box.coordinate_dim();
  constexpr double far = std::numeric_limits<double>::max();
  Points corner = Points::Constant(d, 1, far);
  box.retract(corner);
  const Index along = along_each(d, count);
  Points y = combinations(d, along);
  for (Index c = 0; c < d; ++c) y.row(c) = corner(c, 0) * y.row(c) / static_cast<double>(along - 1);
  return {y, corner.maxCoeff() / static_cast<double>(along - 1)};
}

}  // namespace

TrialPlaces trial_places(const Manifold& manifold, Index count) {
  if (count < 3) throw InputError(fmt::format("{} trial places; at least 3 are needed", count));
  const ManifoldFacts facts = manifold.facts();
  if (!facts.compact)
    throw InputError(fmt::format(
        "a better place is looked for on {}, where atoms escape and no law is a minimizer; "
        "allowed: compact manifolds",
        manifold.name()));
  if (facts.walls) return grid(manifold, count);
  if (facts.angles) return turned(manifold.coordinate_dim(), count);
  if (facts.directions) {
    const Index d = manifold.ambient_dim();
    return d == 2 ? plane_circle(count) : d == 3 ? spiral(count) : scattered(d, count);
  }
  throw InputError(fmt::format(
      "a better place is looked for on {}, where nothing spreads trial places; allowed: "
      "spheres, angles, boxes",
      manifold.name()));
}

}  // namespace simclr_flow
