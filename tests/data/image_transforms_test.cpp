#include "simclr_flow/data/image_transforms.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "simclr_flow/data/views.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// Rows and columns as one reads them, for plain references.
using Image = Eigen::MatrixXd;

constexpr ImageShape shape{7, 9};

Image image_of(const State& x, ImageShape s = shape) {
  return Eigen::Map<const Points>(x.data(), s.width, s.height).transpose();
}

State random_image(ImageShape s = shape) { return random_state(s.pixels(), 71); }

/// The image of one under a transform at given draws.
Image applied(const Transform& transform, const State& xi, State x) {
  transform.apply(xi, x);
  return image_of(x);
}

Index mirrored(Index i, Index size) { return i < 0 ? -i : i < size ? i : 2 * size - 2 - i; }

/// A double sum over neighbours.
Image plain_blur(const Image& image, Index kernel, double sigma) {
  const Index r = kernel / 2;
  Image blurred = Image::Zero(image.rows(), image.cols());
  for (Index i = 0; i < image.rows(); ++i)
    for (Index j = 0; j < image.cols(); ++j) {
      double total = 0;
      for (Index p = -r; p <= r; ++p)
        for (Index q = -r; q <= r; ++q) {
          const double weight = std::exp(-static_cast<double>(p * p + q * q) / (2 * sigma * sigma));
          total += weight;
          blurred(i, j) +=
              weight * image(mirrored(i + p, image.rows()), mirrored(j + q, image.cols()));
        }
      blurred(i, j) /= total;
    }
  return blurred;
}

/// Bilinear interpolation at a place between pixel centres.
double between(const Image& image, double row, double column) {
  row = std::clamp(row, 0.0, static_cast<double>(image.rows() - 1));
  column = std::clamp(column, 0.0, static_cast<double>(image.cols() - 1));
  double value = 0;
  for (Index i = 0; i < image.rows(); ++i)
    for (Index j = 0; j < image.cols(); ++j)
      value += std::max(0.0, 1 - std::abs(row - static_cast<double>(i))) *
               std::max(0.0, 1 - std::abs(column - static_cast<double>(j))) * image(i, j);
  return value;
}

/// The part that begins at (top, left), resized to rows × columns.
Image plain_resize(const Image& image, Index rows, Index columns, double top, double left,
                   double high, double wide) {
  Image resized(rows, columns);
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < columns; ++j)
      resized(i, j) = between(
          image, top + (static_cast<double>(i) + 0.5) * high / static_cast<double>(rows) - 0.5,
          left + (static_cast<double>(j) + 0.5) * wide / static_cast<double>(columns) - 0.5);
  return resized;
}

Image plain_resize(const Image& image, Index rows, Index columns) {
  return plain_resize(image, rows, columns, 0, 0, static_cast<double>(image.rows()),
                      static_cast<double>(image.cols()));
}

double distance(const Image& a, const Image& b) { return (a - b).cwiseAbs().maxCoeff(); }

}  // namespace

TEST_CASE("images: blur is the normalised gaussian sum over neighbours, reflected at borders") {
  const State x = random_image();
  for (const Index kernel : {1, 3, 5, 7})
    for (const double sigma : {0.1, 0.7, 2.0}) {
      const auto blur = make_blur(shape, kernel, 0.1, 2);
      const Image blurred = applied(*blur, State::Constant(1, sigma), x);
      CHECK(distance(blurred, plain_blur(image_of(x), kernel, sigma)) < 1e-14);
      if (kernel > 1 && sigma > 0.5)
        CHECK(distance(blurred, plain_blur(image_of(x), kernel, 1.01 * sigma)) > 1e-4);
    }
}

TEST_CASE("images: blur keeps sums off the border, constants, and all as sigma -> 0") {
  const auto blur = make_blur(shape, 3, 0.01, 2);
  Image inner = Image::Zero(7, 9);
  inner.block(2, 2, 3, 5) = image_of(random_image()).topLeftCorner(3, 5);
  const State x = Points(inner.transpose()).reshaped();
  CHECK(applied(*blur, State::Constant(1, 1.5), x).sum() == doctest::Approx(inner.sum()));
  CHECK(distance(applied(*blur, State::Constant(1, 1.5), State::Ones(63)), Image::Ones(7, 9)) <
        1e-14);
  CHECK(applied(*blur, State::Constant(1, 0.01), x) == inner);
}

TEST_CASE("images: rescaling interpolates there and back") {
  const State x = random_image();
  const Image image = image_of(x);
  const auto rescale = make_rescale(shape, 0.05, 3);
  for (const double factor : {0.05, 0.2, 0.5, 0.8, 0.9, 1.0, 1.1, 1.2, 1.7, 2.6}) {
    const auto size = [factor](Index n) {
      return std::max<Index>(std::lround(factor * static_cast<double>(n)), 1);
    };
    const Image there = plain_resize(image, size(7), size(9));
    const Image scaled = applied(*rescale, State::Constant(1, factor), x);
    CHECK(distance(scaled, plain_resize(there, 7, 9)) < 1e-13);
    if (factor != 1) CHECK(distance(scaled, image) > 1e-2);
    CHECK(distance(applied(*rescale, State::Constant(1, factor), State::Ones(63)),
                   Image::Ones(7, 9)) < 1e-14);
  }
  CHECK(applied(*rescale, State::Ones(1), x) == image);
}

TEST_CASE("images: a crop is its part of the image, resized to the whole") {
  const State x = random_image();
  const auto crop = make_crop(shape, 0.1);
  State xi(3);
  for (const double share : {0.1, 0.4, 0.9})
    for (const double place : {0.0, 0.3, 1.0}) {
      xi << share, place, 1 - place;
      const double high = 7 * std::sqrt(share), wide = 9 * std::sqrt(share);
      const auto part = [&](double top) {
        return plain_resize(image_of(x), 7, 9, top, (1 - place) * (9 - wide), high, wide);
      };
      CHECK(distance(applied(*crop, xi, x), part(place * (7 - high))) < 1e-13);
      CHECK(distance(applied(*crop, xi, x), part(place * (7 - high) + 0.1)) > 1e-2);
      CHECK(distance(applied(*crop, xi, State::Ones(63)), Image::Ones(7, 9)) < 1e-14);
    }
  xi << 1, 0.3, 0.8;
  CHECK(applied(*crop, xi, x) == image_of(x));
}

TEST_CASE("images: a flip mirrors every row, twice is nothing, with its probability") {
  const State x = random_image();
  const auto flip = make_flip(shape, 0.3);
  const Image once = applied(*flip, State::Ones(1), x);
  CHECK(once == image_of(x).rowwise().reverse());
  CHECK(once != image_of(x));
  CHECK(applied(*flip, State::Ones(1), Points(once.transpose()).reshaped()) == image_of(x));
  CHECK(applied(*flip, State::Zero(1), x) == image_of(x));
  const Index count = 4000;
  const Points views = draw_views(x, count, {{make_flip(shape, 0.3)}}, 5);
  const auto flipped = static_cast<double>(
      (views.colwise() - x).colwise().squaredNorm().array().cast<bool>().count());
  CHECK(std::abs(flipped - 1200) < 4.5 * std::sqrt(4000 * 0.3 * 0.7));
  CHECK(draw_views(x, 50, {{make_flip(shape, 0)}}, 5) == x.replicate(1, 50));
}

TEST_CASE("images: a translation moves by whole pixels, all moves alike, and 0 comes in") {
  const State x = random_image();
  const auto translation = make_translation(shape, 8);
  for (const Index down : {-8, -2, 0, 3, 7})
    for (const Index right : {-8, -1, 0, 5}) {
      Image moved = Image::Zero(7, 9);
      for (Index i = 0; i < 7; ++i)
        for (Index j = 0; j < 9; ++j)
          if (i - down >= 0 && i - down < 7 && j - right >= 0 && j - right < 9)
            moved(i, j) = image_of(x)(i - down, j - right);
      State xi(2);
      xi << static_cast<double>(down), static_cast<double>(right);
      CHECK(applied(*translation, xi, x) == moved);
    }
  RandomStream random(1, "test");
  Eigen::ArrayXXd seen = Eigen::ArrayXXd::Zero(5, 5);
  State xi(2);
  for (int k = 0; k < 25000; ++k) {
    make_translation(shape, 2)->draw(random, xi);
    REQUIRE(xi.cwiseAbs().maxCoeff() <= 2);
    seen(static_cast<Index>(xi[0]) + 2, static_cast<Index>(xi[1]) + 2) += 1;
  }
  CHECK((seen - 1000).abs().maxCoeff() < 4.5 * std::sqrt(1000));
}

TEST_CASE("images: draws of blur, rescale and crop are even in their ranges") {
  const auto draws = [](const Transform& transform) {
    RandomStream random(2, "test");
    Points xi(transform.draws(), 20000);
    for (Index k = 0; k < xi.cols(); ++k) transform.draw(random, xi.col(k));
    return xi;
  };
  const auto even = [](const State& xi, double low, double high) {
    const double spread = (high - low) / std::sqrt(12.0);
    return xi.minCoeff() >= low && xi.maxCoeff() <= high &&
           std::abs(xi.mean() - (low + high) / 2) < 4.5 * spread / std::sqrt(20000) &&
           std::abs((xi.array() - xi.mean()).square().mean() / (spread * spread) - 1) < 0.04;
  };
  CHECK(even(draws(*make_blur(shape, 5, 0.1, 2)).row(0), 0.1, 2));
  CHECK(even(draws(*make_rescale(shape, 0.8, 1.2)).row(0), 0.8, 1.2));
  const Points crops = draws(*make_crop(shape, 0.3));
  CHECK(even(crops.row(0), 0.3, 1));
  CHECK(even(crops.row(1), 0, 1));
  CHECK(even(crops.row(2), 0, 1));
  CHECK_FALSE(even(crops.row(0), 0.25, 1));
  CHECK_FALSE(even(crops.row(1).array().square(), 0, 1));
}

TEST_CASE("images: arguments outside their domains are refused") {
  const auto refuses = [](const auto& make, const char* why) {
    CHECK_THROWS_WITH_AS(make(), doctest::Contains(why), InputError);
  };
  for (const Index kernel : {-1, 0, 4, 9})
    refuses([&] { return make_blur(shape, kernel, 0.1, 2); }, "must be odd, and at most");
  refuses([] { return make_blur(shape, 3, 0, 2); }, "must be above 0");
  refuses([] { return make_blur(shape, 3, 2, 1); }, "2 to 1");
  refuses([] { return make_rescale(shape, 1.2, 0.8); }, "1.2 to 0.8");
  refuses([] { return make_crop(shape, 0); }, "area_low = 0");
  refuses([] { return make_crop(shape, 1.1); }, "at most 1");
  refuses([] { return make_flip(shape, -0.1); }, "probability = -0.1");
  refuses([] { return make_translation(shape, -1); }, "pixels = -1");
  refuses([] { return make_flip({1, 5}, 0.5); }, "1 × 5 pixels is too small");
  CHECK_THROWS_WITH_AS(draw_views(Points::Ones(64, 4), 1, {{make_flip(shape, 0.5)}}, 1),
                       doctest::Contains("of points of 63 coordinates, the data have 64"),
                       InputError);
}
