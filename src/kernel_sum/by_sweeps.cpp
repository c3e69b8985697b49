// Kernel sums by the vectorised sweeps: a block of rows at a time, one exponential a pair.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <vector>

#include "softmax_row.hpp"
#include "sweeps.hpp"

namespace simclr_flow {
namespace {

constexpr std::size_t block_bytes = 256 * 1024;  // of kernel values: a block stays in the L2 cache

struct Free {
  void operator()(double* array) const { std::free(array); }
};

/// `size` doubles (a multiple of 8) aligned to cache lines.
std::unique_ptr<double[], Free> aligned_array(Index size) {
  auto* array = static_cast<double*>(std::aligned_alloc(64, static_cast<std::size_t>(size) * 8));
  if (!array) throw std::bad_alloc();
  return std::unique_ptr<double[], Free>(array);
}

/// The points as coordinate arrays, padded by points so far away that their kernels are 0.
struct PaddedPoints {
  PaddedPoints(PointsView z, double temperature)
      : dims(z.rows()),
        count(z.cols()),
        padded((z.cols() + 7) / 8 * 8),
        x(aligned_array(padded * z.rows())),
        sweep{x.get(), padded, exp2_rate(temperature)} {
    std::fill_n(x.get(), padded * dims, 1e145);
    for (Index c = 0; c < dims; ++c)
      for (Index j = 0; j < count; ++j) x.get()[c * padded + j] = z(c, j);
  }
  Index dims, count, padded;
  std::unique_ptr<double[], Free> x;
  SweepPoints sweep;
};

}  // namespace

bool KernelSum::is_vectorised(PointsView z) const {
  const bool one_range = negatives_ == Negatives::all || negatives_ == Negatives::others ||
                         negatives_ == Negatives::other_samples;
  // Squares of coordinates beyond 1e100 would overflow on the way to a kernel of 0.
  return profile_.kind == Profile::Kind::gauss && one_range && log_weights_.size() == 0 &&
         z.cwiseAbs().maxCoeff() < 1e100;
}

State KernelSum::log_potential_by_sweeps(PointsView z) const {
  const PaddedPoints points(z, profile_.temperature);
  const auto first = sweeps().first[points.dims - 1];
  const auto kernel = aligned_array(points.padded);
  SoftmaxRow safe(z, *this);
  State potential(points.count);
  double pull[most_sweep_dims];
  for (Index i = 0; i < points.count; ++i) {
    const auto [from, to] = skipped_columns(negatives_, i, views_);
    const double sum = first(points.sweep, i, from, to, kernel.get(), pull);
    potential[i] = sum > smallest_sum ? std::log(sum) : safe.fill(i);
  }
  return potential;
}

void KernelSum::add_gradient_by_sweeps(PointsView z, const RowWeight& weight,
                                       PointsOut gradient) const {
  const PaddedPoints points(z, profile_.temperature);
  const SweepTable& table = sweeps();
  const Index d = points.dims, padded = points.padded;
  const auto block = std::clamp<Index>(
      static_cast<Index>(block_bytes / (8 * static_cast<std::size_t>(padded))) / 2 * 2, 2, 64);
  const auto kernel = aligned_array(block * padded), reaction = aligned_array(d * padded);
  std::fill_n(reaction.get(), d * padded, 0.0);
  SoftmaxRow safe(z, *this);
  std::vector<double> scale(static_cast<std::size_t>(block));
  double pull[most_sweep_dims];
  for (Index begin = 0; begin < points.count; begin += block) {
    const Index rows = std::min(block, points.count - begin);
    std::ranges::fill(scale, 0.0);
    for (Index r = 0; r < rows; ++r) {
      const Index i = begin + r;
      const auto [from, to] = skipped_columns(negatives_, i, views_);
      const double sum =
          table.first[d - 1](points.sweep, i, from, to, kernel.get() + r * padded, pull);
      if (!(sum > smallest_sum)) {
        add_row(safe, i, weight, gradient);
        continue;
      }
      const double factor = weight(i, std::log(sum)) / (sum * profile_.temperature);
      scale[static_cast<std::size_t>(r)] = -factor;
      for (Index c = 0; c < d; ++c) gradient(c, i) += factor * pull[c];
    }
    if (rows % 2) std::fill_n(kernel.get() + rows * padded, padded, 0.0);
    table.second[d - 1](points.sweep, begin, rows + rows % 2, kernel.get(), scale.data(),
                        reaction.get());
  }
  for (Index c = 0; c < d; ++c)
    for (Index j = 0; j < points.count; ++j) gradient(c, j) += reaction.get()[c * padded + j];
}

}  // namespace simclr_flow
