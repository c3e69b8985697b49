#include "band.hpp"

#include <algorithm>
#include <cmath>

#include "band_passes.hpp"

namespace simclr_flow {
namespace {

/// A position between entry centres: (1 - share) of entry `left` and share of entry `right`.
struct Between {
  /// Constant beyond the outer centres.
  Between(double position, Index size) {
    const double inside = std::clamp(position, 0.0, static_cast<double>(size - 1));
    left = std::min(static_cast<Index>(inside), std::max<Index>(size - 2, 0));
    right = std::min(left + 1, size - 1);
    share = inside - static_cast<double>(left);
  }
  Index left, right;
  double share;
};

/// The centre of entry i of `to` entries, counted in entries of `from`.
double centre(Index i, Index to, Index from) {
  return (static_cast<double>(i) + 0.5) * (static_cast<double>(from) / static_cast<double>(to)) -
         0.5;
}

Index reflected(Index i, Index size) {
  if (i < 0) return -i;
  return i < size ? i : 2 * (size - 1) - i;
}

}  // namespace

Band blur_band(Index size, Index kernel, double sigma) {
  const Index radius = kernel / 2;
  State gauss(kernel);
  for (Index k = 0; k < kernel; ++k)
    gauss[k] = std::exp(-0.5 * std::pow(static_cast<double>(k - radius) / sigma, 2));
  gauss /= gauss.sum();
  Band band(size, kernel);
  for (Index i = 0; i < size; ++i) {
    band.first[i] = std::clamp<Index>(i - radius, 0, size - kernel);
    for (Index k = 0; k < kernel; ++k)
      band.weights(reflected(i + k - radius, size) - band.first[i], i) += gauss[k];
  }
  return band;
}

Band window_band(Index size, double first, double step) {
  Band band(size, 2);
  for (Index i = 0; i < size; ++i) {
    const Between at(first + (static_cast<double>(i) + 0.5) * step - 0.5, size);
    band.first[i] = at.left;
    band.weights.col(i) << 1 - at.share, at.share;
  }
  return band;
}

Band there_and_back_band(Index size, Index middle) {
  // Two neighbours of the middle lie size/middle apart, and each between two entries.
  Band band(size, std::min(size, (size + middle - 1) / middle + 2));
  for (Index i = 0; i < size; ++i) {
    const Between back(centre(i, size, middle), middle);
    const Between left(centre(back.left, middle, size), size),
        right(centre(back.right, middle, size), size);
    const Index first = band.first[i] = std::min(left.left, size - band.weights.rows());
    const auto add = [&](const Between& there, double weight) {
      band.weights(there.left - first, i) += weight * (1 - there.share);
      band.weights(there.right - first, i) += weight * there.share;
    };
    add(left, 1 - back.share);
    add(right, back.share);
  }
  return band;
}

namespace {

void combine(const Band& band, Index length, const double* in, double* out) {
  band_pass()({band.first.data(), band.weights.data(), band.weights.rows(), band.first.size(),
               length, in, out});
}

}  // namespace

void apply_bands(const Band& rows, const Band& columns, ImageShape shape, StateOut image) {
  // Columns of these are rows of the image: contiguous.
  Points half(shape.width, shape.height), across(shape.height, shape.width);
  combine(rows, shape.width, image.data(), half.data());
  const Points turned = half.transpose();
  combine(columns, shape.height, turned.data(), across.data());
  Eigen::Map<Points>(image.data(), shape.width, shape.height) = across.transpose();
}

}  // namespace simclr_flow
