#include "wide_points.hpp"

#include "point_parts.hpp"

namespace simclr_flow {
namespace {

constexpr Index fewest_dims = 8;
constexpr double most_spread = 256, least_log_mass = -100;

/// Whole cache lines, and not so many that successive points fall on the same sets of a cache.
Index wide_stride(Index dims) {
  const Index stride = padded_count(dims);
  return stride % 32 == 0 ? stride + panel_columns : stride;
}

State centre_of(const PairData& data) {
  State sum = data.column_points().rowwise().sum();
  Index count = data.column_count();
  if (!data.within) {
    sum += data.row_points().rowwise().sum();
    count += data.row_count();
  }
  return sum / static_cast<double>(count);
}

bool has_moderate_masses(const State& log_masses) {
  return (log_masses.array() >= least_log_mass || log_masses.array() == minus_infinity).all();
}

/// Whether 2 r^2/tau allows it; squares that underflow do not.
bool is_moderate(double largest_square, double tau) {
  return largest_square > 1e-250 && 2 * largest_square <= most_spread * tau;
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
  largest_square = Eigen::Map<const State>(square.data(), padded).maxCoeff() / rate;
}

std::optional<WidePoints> WidePoints::of(const PairData& data) {
  if (data.dims() < fewest_dims || !data.form || data.row_count() == 0 ||
      data.column_count() == 0 || !has_moderate_masses(data.log_weights))
    return {};
  const State centre = centre_of(data);
  const double tau = data.profile.temperature(), rate = data.form->rate;
  WidePoints all{CentredPoints(data.column_points(), centre, rate), {}, {}};
  if (!data.within) all.rows.emplace(data.row_points(), centre, rate);
  if (!is_moderate(std::max(all.columns.largest_square, all.of_rows().largest_square), tau))
    return {};
  all.panels = PanelPoints(all.columns.view());
  return all;
}

}  // namespace simclr_flow
