#include "kernel_row.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "row_loops.hpp"

namespace simclr_flow::theory {
namespace {

constexpr double unit_of_rows = std::numeric_limits<double>::epsilon();
constexpr double far = 1e300;

using Numbers = Eigen::Map<Eigen::ArrayXd>;
using GivenNumbers = Eigen::Map<const Eigen::ArrayXd>;

/// Additions that a number goes through on its way into the sum of a row.
constexpr double depth_of_sums(Index columns) {
  return static_cast<double>(KernelRow::tile / lanes + lanes + columns / KernelRow::tile + 4);
}

void half_squares_of(const Columns& columns, Index own, Index begin, Index count, double* s) {
  for (Index c = 0; c < columns.x.rows(); ++c)
    add_half_squares(&columns.x(c, begin), columns.x(c, own), count, c == 0, s);
}

}  // namespace

Columns::Columns(PointsView z, Index view_count)
    : samples(z.cols() / view_count), views(view_count), x(z.rows(), z.cols()) {
  for (Index i = 0; i < z.cols(); ++i) x.col(of_latent(i)) = z.col(i);
}

KernelRow::KernelRow(const Columns& columns, const PlainKernel& kernel, const Rule& rule,
                     const State& weights)
    : columns_(columns),
      kernel_(kernel),
      rule_(rule),
      weights_(weights),
      s_(columns.count()),
      k_(columns.count()),
      slopes_(columns.count()) {}

void KernelRow::choose_ranges(Index own) {
  own_ = own;
  ranges_.clear();
  left_out_.clear();
  for (Index b = 0; b < columns_.views; ++b) {
    if (!(rule_.cross ? b == 1 - columns_.view(own) : rule_.other_views || b == columns_.view(own)))
      continue;
    const Index begin = b * columns_.samples, partner = begin + columns_.sample(own);
    ranges_.push_back({begin, begin + columns_.samples, weights_.size() ? weights_[b] : 1});
    if (partner == own || !(rule_.cross || rule_.own_sample)) left_out_.push_back(partner);
  }
  own_weight_ = rule_.own_latent && !rule_.cross && weights_.size() ? weights_[columns_.view(own)]
                                                                    : rule_.own_latent;
}

void KernelRow::measure(const Range& range) {
  for (Index begin = range.begin; begin < range.end; begin += tile)
    half_squares_of(columns_, own_, begin, std::min(tile, range.end - begin), s_.data() + begin);
}

/// What is left out is as far as can be meanwhile, so that it is not the nearest.
void KernelRow::find_least() {
  for (const Index j : left_out_) s_[j] = far;
  least_ = rule_.own_latent ? 0 : far;
  for (const Range& range : ranges_)
    least_ = std::min(least_, s_.segment(range.begin, range.end - range.begin).minCoeff());
}

KernelRow::Sums KernelRow::kernels_of(const Range& range) {
  Sums sums;
  for (Index begin = range.begin; begin < range.end; begin += tile) {
    const Index count = std::min(tile, range.end - begin);
    const GivenNumbers s(s_.data() + begin, count);
    Numbers k(k_.data() + begin, count), slopes(slopes_.data() + begin, count);
    kernel_.row(s.data(), count, least_, k.data(), slopes.data());
    for (const Index j : left_out_)
      if (j >= begin && j < begin + count) k_[j] = 0, s_[j] = least_;
    slopes *= range.weight * k;
    sums.kernels += sum_of_row(k.data(), count);
    sums.terms += dot_of_row(slopes.data(), s.data(), count);
  }
  return sums;
}

void KernelRow::compute(Index own) {
  choose_ranges(own);
  for (const Range& range : ranges_) measure(range);
  find_least();
  others_ = weighted_ = 0;
  double terms = 0;
  for (const Range& range : ranges_) {
    const Sums here = kernels_of(range);
    weighted_ += range.weight * here.kernels;
    others_ += here.kernels;
    terms += here.terms;
  }
  sum_ = own_weight_ + weighted_;
  // Of s (d+4) units, which pulls make of k; the mean |log k/k(least)| is an entropy, <= log N.
  const double d = static_cast<double>(columns_.x.rows());
  rounding_ = unit_of_rows * ((d + 4) * (terms / sum_ + 1) + depth_of_sums(columns_.count())) +
              PlainKernel::row_error * (1 + std::log(static_cast<double>(columns_.count())));
}

}  // namespace simclr_flow::theory
