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

TrialPlaces circle(Index count) {
  const double spacing = 2 * pi / static_cast<double>(count);
  return {spacing * State::LinSpaced(count, 0, static_cast<double>(count - 1)).transpose(),
          spacing};
}

TrialPlaces plane_circle(Index count) {
  const auto [angle, spacing] = circle(count);
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
  const auto along = std::max<Index>(
      3, static_cast<Index>(std::pow(static_cast<double>(count), 1 / static_cast<double>(d))));
  Index all = 1;
  for (Index c = 0; c < d; ++c) all *= along;
  Points y(d, all);
  for (Index k = 0; k < all; ++k)
    for (Index c = 0, rest = k; c < d; ++c, rest /= along)
      y(c, k) = corner(c, 0) * static_cast<double>(rest % along) / static_cast<double>(along - 1);
  return {y, corner.maxCoeff() / static_cast<double>(along - 1)};
}

}  // namespace

TrialPlaces trial_places(const Manifold& manifold, Index count) {
  if (count < 3) throw InputError(fmt::format("{} trial places; at least 3 are needed", count));
  if (manifold.name() == "box") return grid(manifold, count);
  if (manifold.name() == "circle") return circle(count);
  if (manifold.name() == "sphere") {
    const Index d = manifold.ambient_dim();
    return d == 2 ? plane_circle(count) : d == 3 ? spiral(count) : scattered(d, count);
  }
  throw InputError(fmt::format(
      "a better place is looked for on {}, where atoms escape and no law is a minimizer; allowed: "
      "box, circle, sphere",
      manifold.name()));
}

}  // namespace simclr_flow
