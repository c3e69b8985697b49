#include "simclr_flow/data/image_transforms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "band.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

double uniform_in(double low, double high, RandomStream& random) {
  return low + (high - low) * random.uniform();
}

class Blur final : public Transform {
 public:
  Blur(ImageShape shape, Index kernel, double low, double high)
      : Transform(shape.pixels(), 1), shape_(shape), kernel_(kernel), low_(low), high_(high) {}
  void draw(RandomStream& random, StateOut xi) const override {
    xi[0] = uniform_in(low_, high_, random);
  }
  void apply(StateView xi, StateOut x) const override {
    apply_bands(blur_band(shape_.height, kernel_, xi[0]), blur_band(shape_.width, kernel_, xi[0]),
                shape_, x);
  }

 private:
  ImageShape shape_;
  Index kernel_;
  double low_, high_;
};

class Rescale final : public Transform {
 public:
  Rescale(ImageShape shape, double low, double high)
      : Transform(shape.pixels(), 1), shape_(shape), low_(low), high_(high) {}
  void draw(RandomStream& random, StateOut xi) const override {
    xi[0] = uniform_in(low_, high_, random);
  }
  void apply(StateView xi, StateOut x) const override {
    const auto band = [&xi](Index size) {
      const double middle = std::round(xi[0] * static_cast<double>(size));
      return there_and_back_band(size, std::max<Index>(static_cast<Index>(middle), 1));
    };
    apply_bands(band(shape_.height), band(shape_.width), shape_, x);
  }

 private:
  ImageShape shape_;
  double low_, high_;
};

class Crop final : public Transform {
 public:
  Crop(ImageShape shape, double area_low)
      : Transform(shape.pixels(), 3), shape_(shape), area_low_(area_low) {}
  /// The share, and the place of the part down and right, 0 to 1.
  void draw(RandomStream& random, StateOut xi) const override {
    xi[0] = uniform_in(area_low_, 1, random);
    xi[1] = random.uniform();
    xi[2] = random.uniform();
  }
  void apply(StateView xi, StateOut x) const override {
    const double side = std::sqrt(xi[0]);
    const auto band = [side](Index size, double place) {
      return window_band(size, place * (1 - side) * static_cast<double>(size), side);
    };
    apply_bands(band(shape_.height, xi[1]), band(shape_.width, xi[2]), shape_, x);
  }

 private:
  ImageShape shape_;
  double area_low_;
};

class Flip final : public Transform {
 public:
  Flip(ImageShape shape, double probability)
      : Transform(shape.pixels(), 1), shape_(shape), probability_(probability) {}
  void draw(RandomStream& random, StateOut xi) const override {
    xi[0] = random.uniform() < probability_ ? 1 : 0;
  }
  void apply(StateView xi, StateOut x) const override {
    if (xi[0] == 0) return;
    for (Index row = 0; row < shape_.height; ++row)
      std::reverse(x.data() + row * shape_.width, x.data() + (row + 1) * shape_.width);
  }

 private:
  ImageShape shape_;
  double probability_;
};

class Translation final : public Transform {
 public:
  Translation(ImageShape shape, Index pixels)
      : Transform(shape.pixels(), 2), shape_(shape), pixels_(pixels) {}
  void draw(RandomStream& random, StateOut xi) const override {
    for (double& move : xi) move = static_cast<double>(random.below(2 * pixels_ + 1) - pixels_);
  }
  void apply(StateView xi, StateOut x) const override {
    const auto down = static_cast<Index>(xi[0]), right = static_cast<Index>(xi[1]);
    const Eigen::Map<Points> pixels(x.data(), shape_.width, shape_.height);
    Points moved = Points::Zero(shape_.width, shape_.height);
    const Index wide = shape_.width - std::abs(right), high = shape_.height - std::abs(down);
    if (wide > 0 && high > 0)
      moved.block(std::max<Index>(right, 0), std::max<Index>(down, 0), wide, high) =
          pixels.block(std::max<Index>(-right, 0), std::max<Index>(-down, 0), wide, high);
    x = moved.reshaped();
  }

 private:
  ImageShape shape_;
  Index pixels_;
};

void require(bool condition, const std::string& complaint) {
  if (!condition) throw InputError(complaint);
}

void require_image(ImageShape shape) {
  require(shape.height >= 2 && shape.width >= 2,
          fmt::format("an image of {} × {} pixels is too small: at least 2 × 2", shape.height,
                      shape.width));
}

void require_range(double low, double high) {
  require(low > 0 && low <= high,
          fmt::format("the range {} to {} must be above 0 and not empty", low, high));
}

}  // namespace

std::unique_ptr<Transform> make_blur(ImageShape shape, Index kernel, double low, double high) {
  require_image(shape);
  require_range(low, high);
  require(kernel >= 1 && kernel % 2 == 1 && kernel <= std::min(shape.height, shape.width),
          fmt::format("kernel = {} must be odd, and at most the height and width of the images, {} "
                      "× {}",
                      kernel, shape.height, shape.width));
  return std::make_unique<Blur>(shape, kernel, low, high);
}

std::unique_ptr<Transform> make_rescale(ImageShape shape, double low, double high) {
  require_image(shape);
  require_range(low, high);
  return std::make_unique<Rescale>(shape, low, high);
}

std::unique_ptr<Transform> make_crop(ImageShape shape, double area_low) {
  require_image(shape);
  require(area_low > 0 && area_low <= 1,
          fmt::format("area_low = {} must be above 0 and at most 1", area_low));
  return std::make_unique<Crop>(shape, area_low);
}

std::unique_ptr<Transform> make_flip(ImageShape shape, double probability) {
  require_image(shape);
  require(probability >= 0 && probability <= 1,
          fmt::format("probability = {} must be at least 0 and at most 1", probability));
  return std::make_unique<Flip>(shape, probability);
}

std::unique_ptr<Transform> make_translation(ImageShape shape, Index pixels) {
  require_image(shape);
  require(pixels >= 0, fmt::format("pixels = {} must be at least 0", pixels));
  return std::make_unique<Translation>(shape, pixels);
}

}  // namespace simclr_flow
