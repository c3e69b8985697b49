#include <fmt/format.h>

#include <array>
#include <numbers>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/data/image_transforms.hpp"
#include "simclr_flow/data/point_transforms.hpp"

namespace simclr_flow {
namespace {

using Made = std::unique_ptr<Transform>;

Made shift(const TransformConfig& config, const Dataset& data) {
  const Index given = std::ssize(config.direction), dim = data.points.rows();
  if (given != dim)
    throw InputError(
        fmt::format("direction has {} numbers, the data have {} coordinates", given, dim));
  return make_shift(Eigen::Map<const State>(config.direction.data(), given), config.scale);
}

Made noise(const TransformConfig& config, const Dataset& data) {
  return make_noise(data.points.rows(), config.scale, config.coordinates);
}

Made ball(const TransformConfig& config, const Dataset& data) {
  return make_ball(data.points.rows(), config.radius, config.coordinates);
}

Made rotation(const TransformConfig& config, const Dataset& data) {
  // 180 / 180 is 1: half a turn either way is the whole circle exactly.
  return make_rotation(data.points.rows(), config.degrees / 180 * std::numbers::pi,
                       {config.plane.at(0), config.plane.at(1)});
}

Made scaling(const TransformConfig& config, const Dataset& data) {
  return make_scaling(data.points.rows(), config.low, config.high);
}

ImageShape shape_of(const Dataset& data) {
  const ImageShape shape{data.height, data.width};
  if (shape.pixels() == 0)
    throw InputError("transforms images, but the data have no height and width");
  if (shape.pixels() != data.points.rows())
    throw InputError(
        fmt::format("transforms images of {} × {} pixels, but the data have {} "
                    "coordinates",
                    shape.height, shape.width, data.points.rows()));
  return shape;
}

Made blur(const TransformConfig& config, const Dataset& data) {
  return make_blur(shape_of(data), config.kernel, config.sigma_low, config.sigma_high);
}

Made rescale(const TransformConfig& config, const Dataset& data) {
  return make_rescale(shape_of(data), config.low, config.high);
}

Made crop(const TransformConfig& config, const Dataset& data) {
  return make_crop(shape_of(data), config.area_low);
}

Made flip(const TransformConfig& config, const Dataset& data) {
  return make_flip(shape_of(data), config.probability);
}

Made translation(const TransformConfig& config, const Dataset& data) {
  return make_translation(shape_of(data), config.pixels);
}

constexpr bool points = false, images = true, integrable = true, sampled = false;

constexpr std::array table{
    TransformEntry{"shift", "x + scale·xi·direction, xi standard normal", points, integrable, shift,
                   "direction = [1, -0.5], scale = 0.3"},
    TransformEntry{"noise", "x + scale·xi, xi standard normal in R^D", points, integrable, noise,
                   "scale = 0.3"},
    TransformEntry{"ball", "x + xi, xi uniform in a ball of this radius", points, sampled, ball,
                   "radius = 0.4"},
    TransformEntry{"rotation", "turned in a plane, uniform in ±degrees (180: the circle)", points,
                   integrable, rotation, "degrees = 40, plane = [1, 0]"},
    TransformEntry{"scaling", "x times a factor uniform in [low, high]", points, integrable,
                   scaling, "low = 0.5, high = 1.3"},
    TransformEntry{"blur", "images: gaussian blur, sigma uniform in [sigma_low, sigma_high]",
                   images, sampled, blur, "kernel = 3, sigma_low = 0.5, sigma_high = 1"},
    TransformEntry{"rescale", "images: resized by a factor in [low, high], and back", images,
                   sampled, rescale, "low = 0.5, high = 1.5"},
    TransformEntry{"crop", "images: a part of area share in [area_low, 1], resized to the whole",
                   images, sampled, crop, "area_low = 0.4"},
    TransformEntry{"flip", "images: mirrored left for right, with a probability", images, sampled,
                   flip, "probability = 0.4"},
    TransformEntry{"translation", "images: moved by up to so many pixels each way, 0 comes in",
                   images, sampled, translation, "pixels = 1"},
};

Augmentation augmentation_of(const TransformConfig& config, const Dataset& data) {
  if (data.points.rows() == 0) throw InputError("transforms points, but the data have none");
  return {entry(transforms(), config.kind).make(config, data),
          config.draw == TransformConfig::Draw::batch, config.nodes};
}

}  // namespace

std::span<const TransformEntry> transforms() { return table; }

Augmentations build_augmentations(const ViewsConfig& config, const Dataset& data) {
  Augmentations all;
  for (const TransformConfig& transform : config.transforms) {
    try {
      all.push_back(augmentation_of(transform, data));
    } catch (const InputError& error) {
      throw InputError(
          fmt::format("[views] transforms {}: {}: {}", all.size(), transform.kind, error.what()));
    }
  }
  return all;
}

}  // namespace simclr_flow
