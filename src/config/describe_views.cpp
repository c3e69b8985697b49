#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "fields.hpp"

namespace simclr_flow {
namespace {

void describe_scale(Fields& f, TransformConfig& transform) {
  f.real({"scale", "length of the shift along its direction, or standard deviation of the noise"},
         transform.scale, {});
}

void describe_shift(Fields& f, TransformConfig& transform) {
  f.reals({"direction", "direction of the shift, one number per coordinate of the data"},
          transform.direction);
  f.require(!transform.direction.empty(), "direction",
            "is needed: one number per coordinate of the data");
  describe_scale(f, transform);
}

void describe_coordinates(Fields& f, TransformConfig& transform) {
  f.integers({"coordinates", "coordinates that noise or a ball moves, from 0; none: all"},
             transform.coordinates, not_negative);
  auto sorted = transform.coordinates;
  std::ranges::sort(sorted);
  f.require(std::ranges::adjacent_find(sorted) == sorted.end(), "coordinates",
            "lists a coordinate twice");
}

void describe_ball(Fields& f, TransformConfig& transform) {
  f.real({"radius", "radius of the ball from which displacements are uniform"}, transform.radius,
         not_negative);
  describe_coordinates(f, transform);
}

void describe_rotation(Fields& f, TransformConfig& transform) {
  f.real({"degrees", "largest angle of the rotation, to either side"}, transform.degrees,
         {0, false, 180});
  f.integers({"plane", "the two coordinates that are rotated, from 0"}, transform.plane,
             not_negative);
  f.require(transform.plane.size() == 2 && transform.plane[0] != transform.plane[1], "plane",
            "must name two coordinates, from 0");
}

void describe_factor(Fields& f, TransformConfig& transform, Range range) {
  f.real({"low", "smallest factor"}, transform.low, range);
  f.real({"high", "largest factor"}, transform.high, range);
  const std::string complaint =
      fmt::format("must not be above high = {}: a factor is uniform between them", transform.high);
  f.require(transform.low <= transform.high, "low", complaint);
}

void describe_blur(Fields& f, TransformConfig& transform) {
  f.integer({"kernel", "pixels of the blur's kernel per axis, odd"}, transform.kernel,
            {1, true, 1e4});
  f.require(transform.kernel % 2 == 1, "kernel", "must be odd: a pixel has as many on either side");
  f.real({"sigma_low", "smallest standard deviation of the blur, in pixels"}, transform.sigma_low,
         positive);
  f.real({"sigma_high", "largest standard deviation of the blur, in pixels"}, transform.sigma_high,
         positive);
  f.require(transform.sigma_low <= transform.sigma_high, "sigma_low",
            fmt::format("must not be above sigma_high = {}", transform.sigma_high));
}

/// The keys of each kind.
void describe_kind(Fields& f, TransformConfig& transform) {
  const std::string& kind = transform.kind;
  if (kind == "shift") describe_shift(f, transform);
  if (kind == "noise") {
    describe_scale(f, transform);
    describe_coordinates(f, transform);
  }
  if (kind == "ball") describe_ball(f, transform);
  if (kind == "rotation") describe_rotation(f, transform);
  if (kind == "scaling") describe_factor(f, transform, {-1e6, true, 1e6});
  if (kind == "blur") describe_blur(f, transform);
  if (kind == "rescale") describe_factor(f, transform, {0, false, 100});
  if (kind == "crop")
    f.real({"area_low", "smallest share of the image's area that is kept"}, transform.area_low,
           {0, false, 1});
  if (kind == "flip")
    f.real({"probability", "probability of a flip, left to right"}, transform.probability,
           {0, true, 1});
  if (kind == "translation")
    f.integer({"pixels", "largest move along each axis"}, transform.pixels, {0, true, 1e4});
}

void describe(Fields& f, TransformConfig& transform, ViewsConfig::Mode mode,
              const Vocabulary& names) {
  f.text({"kind", "the transform"}, transform.kind, names.transforms, Presence::required);
  describe_kind(f, transform);
  f.choice({"draw", "whether each view, or each batch, draws its own"}, transform.draw);
  const bool integrable = std::ranges::count(names.integrable_transforms, transform.kind) > 0;
  if (integrable)
    f.integer({"nodes", "nodes of the quadrature rule, per dimension"}, transform.nodes,
              {1, true, 256});
  f.require(integrable || mode != ViewsConfig::Mode::quadrature || transform.kind.empty(), "kind",
            fmt::format("has no quadrature rule, but [views] mode is \"quadrature\"; allowed: {}",
                        fmt::join(names.integrable_transforms, ", ")));
}

}  // namespace

void describe(Fields& f, ViewsConfig& views, const Vocabulary& names) {
  f.choice(
      {"mode",
       "views drawn once, drawn anew for each step of a descent, or the nodes of a quadrature"},
      views.mode);
  const bool derived = views.mode == ViewsConfig::Mode::quadrature;
  f.defaults([&] {
    if (derived) views.count = 0;
  });
  f.integer({"count", "views per sample; of a quadrature as many as its rule has"}, views.count,
            {derived ? 0.0 : 1.0, true, largest_count});
  f.tables(
      {"transforms", "applied in turn to make a view of a point"},
      [&](std::size_t size) {
        if (size != std::string::npos) views.transforms.resize(size);
        return views.transforms.size();
      },
      [&](Fields& item, std::size_t k) { describe(item, views.transforms[k], views.mode, names); });
  f.require(views.mode == ViewsConfig::Mode::fixed || !views.transforms.empty(), "mode",
            "needs transforms: without any, every view is its data point");
}

}  // namespace simclr_flow
