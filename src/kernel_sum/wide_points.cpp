#include "wide_points.hpp"

#include <cstdint>

#include "point_parts.hpp"

namespace simclr_flow {
namespace {

constexpr double least_log_mass = -100;

/// Whole cache lines, and not so many that successive points fall on the same sets of a cache.
Index wide_stride(Index dims) {
  const Index stride = padded_count(dims);
  return stride % 32 == 0 ? stride + panel_columns : stride;
}

/// Of rows and columns together.
State centre_of(const PairData& data) {
  State sum = data.column_points().rowwise().sum();
  Index count = data.column_count();
  if (!data.within) {
    sum += data.row_points().rowwise().sum();
    count += data.row_count();
  }
  return sum / static_cast<double>(count);
}

/// As measured. Between two clouds kernels are computed twice for one use.
bool is_worthwhile(const PairData& data) {
  return data.within ? data.dims() >= 8 && data.dims() * data.column_count() >= 1280
                     : data.dims() >= 32 && std::min(data.row_count(), data.column_count()) >= 128;
}

/// Near pairs are taken one by one.
bool are_few(double part_of_near, const PairData& data) {
  return part_of_near <= static_cast<double>(data.dims()) / (data.within ? 160 : 640);
}

bool are_moderate_masses(const State& log_masses) {
  return (log_masses.array() >= least_log_mass || log_masses.array() == minus_infinity).all();
}

}  // namespace

CentredPoints::CentredPoints(Eigen::Map<const Points> points, const State& centre, double rate)
    : dims(points.rows()),
      count(points.cols()),
      padded(padded_count(count)),
      stride(wide_stride(dims)),
      exact(points.data()),
      point(padded * stride),
      square(padded) {
  for_each_part_of(padded, padded * stride, [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) {
      Eigen::Map<State> to(point.data() + i * stride, stride);
      to.setZero();
      if (i < count) to.head(dims) = points.col(i) - centre;
      square.data()[i] = rate * to.squaredNorm();
    }
  });
}

WidePoints::WidePoints(const PairData& data)
    : columns(data.column_points(), centre_of(data), data.form->rate) {
  if (!data.within) rows.emplace(data.row_points(), centre_of(data), data.form->rate);
}

bool WidePoints::are_moderate(double rate, double tau) const {
  constexpr double least_square = 1e-250;
  const auto are_at_most = [](const CentredPoints& points, double square) {
    return (points.squares() <= square).all();
  };
  const double most = most_spread / 2 * tau * rate;
  return are_at_most(columns, most) && are_at_most(of_rows(), most) &&
         columns.squares().maxCoeff() >= least_square * rate;
}

double WidePoints::part_of_near(double rate) const {
  constexpr std::uint64_t scatter = 0x9e3779b97f4a7c15;
  const CentredPoints& from = of_rows();
  const Index tries = std::clamp<Index>(from.count / 2, 16, 512);
  double near = 0;
  for (Index k = 0; k < tries; ++k) {
    const std::uint64_t scattered = std::uint64_t(k + 1) * scatter >> 32;
    const Index i = k * from.count / tries,
                j = static_cast<Index>(scattered * std::uint64_t(columns.count) >> 32);
    const double squares = from.squares()[i] + columns.squares()[j];
    near += (rows || i != j) &&
            squares - 2 * rate * from.at(i).dot(columns.at(j)) < near_part * squares;
  }
  return near / static_cast<double>(tries);
}

std::optional<WidePoints> WidePoints::of(const PairData& data) {
  if (!data.form || !is_worthwhile(data) || !are_moderate_masses(data.log_weights)) return {};
  WidePoints all(data);
  if (!all.are_moderate(data.form->rate, data.profile.temperature()) ||
      !are_few(all.part_of_near(data.form->rate), data))
    return {};
  return all;
}

}  // namespace simclr_flow
