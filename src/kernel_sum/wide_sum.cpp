#include "wide_sum.hpp"

#include <cmath>

#include "point_parts.hpp"
#include "wide_walk.hpp"

namespace simclr_flow {
namespace {

/// On a cache line, as the sweeps want them, and with zeros behind.
ScratchArray padded(const State& values, Index count) {
  ScratchArray all(count);
  std::fill(std::copy_n(values.data(), values.size(), all.data()), all.data() + count, 0.0);
  return all;
}

State masses(const PairData& data) {
  if (data.log_weights.size() == 0) return State::Ones(data.column_count());
  // one by one: Eigen's exp of -infinity is tiny, not 0
  return data.log_weights.unaryExpr([](double log_mass) { return std::exp(log_mass); });
}

/// Columns of a tile whose points, `bytes` each, stay in the L2 cache.
Index tile_columns(Index bytes, Index most) {
  constexpr Index cache = 512 * 1024;
  return std::clamp<Index>(cache / bytes / panel_columns * panel_columns, 64, most);
}

/// The forces on the points of one side.
class ForceArrays {
 public:
  explicit ForceArrays(const CentredPoints& points)
      : points_(points),
        forces_(padded({}, points.padded * points.stride)),
        total_(padded({}, points.padded)) {}
  WideForces out() const { return {forces_.data(), total_.data()}; }
  /// out += factor times the forces.
  void add_to(double factor, PointsOut out) const {
    const Index stride = points_.stride;
    for_each_part_of(points_.count, points_.count * stride, [&](Index begin, Index end) {
      for (Index j = begin; j < end; ++j) {
        const Eigen::Map<const State> z(points_.point.data() + j * stride, points_.dims),
            force(forces_.data() + j * stride, points_.dims);
        out.col(j) += factor * (force - total_.data()[j] * z);
      }
    });
  }

 private:
  const CentredPoints& points_;
  ScratchArray forces_, total_;
};

}  // namespace

WideSum::WideSum(const PairData& data, WidePoints points)
    : data_(data),
      points_(std::move(points)),
      panels_(points_.columns.view()),
      mass_(padded(masses(data), points_.columns.padded)),
      nothing_(padded({}, std::max(points_.columns.padded, points_.of_rows().padded))) {}

std::vector<long> WideSum::left_out(bool triangle) const {
  std::vector<long> all;
  all.reserve(static_cast<std::size_t>(2 * points_.of_rows().padded));
  for (Index i = 0; i < points_.of_rows().padded; ++i) {
    const auto [begin, end] = data_.left_out(i);
    if (triangle)
      all.insert(all.end(), {0, std::max(i + 1, end)});
    else
      all.insert(all.end(), {begin, end});
  }
  return all;
}

WideTile WideSum::tile(bool triangle, const long* left_out) const {
  const CentredPoints &columns = points_.columns, &rows = points_.of_rows();
  return {rows.side(nothing_.data(), nothing_.data()),
          columns.side(mass_.data(), nothing_.data()),
          panels_.data(),
          static_cast<int>(columns.dims),
          columns.stride,
          data_.form->rate,
          points_.near_part,
          data_.form->at,
          left_out,
          triangle,
          0,
          rows.padded,
          0,
          columns.padded};
}

State WideSum::sums() const {
  const auto out = left_out(data_.within);
  WideTile whole = tile(data_.within, out.data());
  if (data_.within) whole.rows.mass = mass_.data();
  const ScratchArray of_rows = padded({}, whole.end_row), of_columns = padded({}, whole.end);
  WideWalk(whole).for_each_tile(
      tile_columns(8 * whole.dims, 4096), [&](const WideTile& tile, Index) {
        data_.kernel_sweeps()->wide_sums(tile, of_rows.data(), of_columns.data());
      });
  State sum = Eigen::Map<const State>(of_rows.data(), data_.row_count());
  if (data_.within) {
    sum += Eigen::Map<const State>(of_columns.data(), sum.size());
    if (data_.group == 0) sum += masses(data_);  // each row with itself
  }
  return sum;
}

State WideSum::log_potential() const {
  return sums().unaryExpr([this](double sum) { return log_sum(sum); });
}

void WideSum::add_gradient(const CrossSum::RowWeight& weight, PointsOut row_gradient,
                           PointsOut column_gradient) const {
  const State sum = sums();
  State scale(sum.size());
  for (Index i = 0; i < scale.size(); ++i) {
    const double asked = weight(i, log_sum(sum[i]));
    scale[i] = sum[i] == 0 ? 0 : asked;
  }
  const double largest = scale.cwiseAbs().maxCoeff<Eigen::PropagateNaN>();
  if (largest == 0) return;
  for (Index i = 0; i < scale.size(); ++i)
    if (sum[i] != 0) scale[i] = scale[i] / largest / sum[i];  // which cannot overflow
  add_forces(scale, largest / data_.profile.temperature(), row_gradient, column_gradient);
}

void WideSum::add_forces(const State& scale, double factor, PointsOut row_gradient,
                         PointsOut column_gradient) const {
  const bool mutual = data_.within && row_gradient.data() == column_gradient.data();
  const auto out = left_out(mutual);
  WideTile whole = tile(mutual, out.data());
  const ScratchArray row_scale = padded(scale, whole.end_row);
  whole.rows.scale = row_scale.data();
  if (mutual) {
    whole.rows.mass = mass_.data();
    whole.columns.scale = row_scale.data();
  }
  const ForceArrays on_columns(points_.columns);
  std::optional<ForceArrays> on_rows;
  if (!mutual) on_rows.emplace(points_.of_rows());
  fill(whole, mutual ? on_columns.out() : on_rows->out(), on_columns.out());
  on_columns.add_to(factor, column_gradient);
  if (!mutual) on_rows->add_to(factor, row_gradient);
}

void WideSum::fill(const WideTile& whole, const WideForces& rows, const WideForces& columns) const {
  const Index most = tile_columns(24 * whole.stride, 504);
  std::vector<ScratchArray> coefficients(static_cast<std::size_t>(thread_count()));
  WideWalk(whole).for_each_tile(most, [&](const WideTile& tile, Index slot) {
    ScratchArray& coefficient = coefficients[static_cast<std::size_t>(slot)];
    if (coefficient.size() == 0)
      coefficient = ScratchArray(WideWalk::block_rows * (most + panel_columns));
    data_.kernel_sweeps()->wide_pulls(tile, coefficient.data(), rows, columns);
    sweeps().wide_products(tile, coefficient.data(), rows, columns);
  });
}

}  // namespace simclr_flow
