#include "wide_sum.hpp"

#include <cmath>

#include "wide_walk.hpp"

namespace simclr_flow {
namespace {

/// On a cache line, as the sweeps want them, and with zeros behind.
ScratchArray padded(const State& values, Index count) {
  ScratchArray all(count);
  std::fill(std::copy_n(values.data(), values.size(), all.data()), all.data() + count, 0.0);
  return all;
}

/// A sum for each of `count` points and each stripe.
class StripeSums {
 public:
  StripeSums(Index count, Index stripes) : count_(count), sums_(count * stripes) {
    view().setZero();
  }
  double* data(Index stripe) const { return sums_.data() + stripe * count_; }
  State total() const { return view().rowwise().sum(); }

 private:
  Eigen::Map<Points> view() const { return {sums_.data(), count_, sums_.size() / count_}; }
  Index count_;
  ScratchArray sums_;
};

State masses(const PairData& data) {
  if (data.log_weights.size() == 0) return State::Ones(data.column_count());
  return data.log_weights.array().exp();
}

/// Columns of a tile whose points, `bytes` each, stay in the L2 cache.
Index tile_columns(Index bytes, Index most) {
  constexpr Index cache = 512 * 1024;
  return std::clamp<Index>(cache / bytes / panel_columns * panel_columns, 64, most);
}

/// The forces on the points [first, end) of one side.
class ForceArrays {
 public:
  ForceArrays() = default;
  ForceArrays(Index first, Index end, Index stride)
      : first_(first), points_((end - first) * stride), total_(end - first) {
    std::fill_n(points_.data(), points_.size(), 0.0);
    std::fill_n(total_.data(), total_.size(), 0.0);
  }
  bool is_empty() const { return points_.size() == 0; }
  WideForces out() const { return {points_.data(), total_.data(), first_}; }
  /// force += those on point j, which is at z.
  void add_to(Index j, const Eigen::Map<const State>& z, State& force) const {
    if (is_empty() || j < first_) return;
    const Eigen::Map<const State> points(points_.data() + (j - first_) * z.size(), z.size());
    force += points - total_.data()[j - first_] * z;
  }

 private:
  Index first_ = 0;
  ScratchArray points_, total_;
};

/// out += factor times all forces, in their order.
void add_all(const std::vector<ForceArrays>& all, const CentredPoints& points, double factor,
             PointsOut out) {
  constexpr Index together = 64;
  parallel_blocks((points.count + together - 1) / together, [&](Index block, Index) {
    const Index end = std::min((block + 1) * together, points.count);
    State force(points.stride);
    for (Index j = block * together; j < end; ++j) {
      const Eigen::Map<const State> z(points.point.data() + j * points.stride, points.stride);
      force.setZero();
      for (const ForceArrays& forces : all) forces.add_to(j, z, force);
      out.col(j) += factor * force.head(points.dims);
    }
  });
}

}  // namespace

WideSum::WideSum(const PairData& data, WidePoints points)
    : data_(data),
      points_(std::move(points)),
      mass_(padded(masses(data), points_.columns.padded)),
      nothing_(padded({}, std::max(points_.columns.padded, points_.of_rows().padded))) {}

std::vector<long> WideSum::left_out(bool triangle) const {
  std::vector<long> all;
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
  const auto& [columns, rows, panels] = points_;
  return {points_.of_rows().side(nothing_.data(), nothing_.data()),
          columns.side(mass_.data(), nothing_.data()),
          panels.data(),
          static_cast<int>(columns.dims),
          columns.stride,
          data_.form->rate,
          data_.form->at,
          left_out,
          triangle,
          0,
          points_.of_rows().padded,
          0,
          columns.padded};
}

State WideSum::sums() const {
  const auto out = left_out(data_.within);
  WideTile whole = tile(data_.within, out.data());
  if (data_.within) whole.rows.mass = mass_.data();
  const WideWalk walk(whole, 16);
  const StripeSums of_rows(whole.end_row, walk.stripes()), of_columns(whole.end, walk.stripes());
  walk.for_each_tile(tile_columns(8 * whole.dims, 4096), [&](const WideTile& tile, Index s, Index) {
    data_.kernel_sweeps()->wide_sums(tile, of_rows.data(s), of_columns.data(s));
  });
  State sum = of_rows.total().head(data_.row_count());
  if (data_.within) {
    sum += of_columns.total().head(sum.size());
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
  for (Index i = 0; i < scale.size(); ++i) scale[i] = weight(i, log_sum(sum[i]));
  const double largest = scale.cwiseAbs().maxCoeff();  // the rest cannot overflow
  if (largest == 0) return;
  for (Index i = 0; i < scale.size(); ++i) scale[i] = sum[i] == 0 ? 0 : scale[i] / largest / sum[i];
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
  const WideWalk walk(whole, 8 * (whole.stride + 1));
  const Index most = tile_columns(24 * whole.stride, 504);
  std::vector<ScratchArray> coefficients(static_cast<std::size_t>(thread_count()));
  std::vector<ForceArrays> of_columns(static_cast<std::size_t>(walk.stripes())), of_rows(1);
  if (!mutual) of_rows[0] = ForceArrays(0, whole.end_row, whole.stride);
  walk.for_each_tile(most, [&](const WideTile& tile, Index s, Index slot) {
    ScratchArray& coefficient = coefficients[static_cast<std::size_t>(slot)];
    if (coefficient.size() == 0)
      coefficient = ScratchArray(WideWalk::block_rows * (most + panel_columns));
    ForceArrays& mine = of_columns[static_cast<std::size_t>(s)];
    if (mine.is_empty()) mine = ForceArrays(walk.first_column(s), whole.end, whole.stride);
    const WideForces columns = mine.out(), rows = mutual ? columns : of_rows[0].out();
    data_.kernel_sweeps()->wide_pulls(tile, coefficient.data(), rows, columns);
    sweeps().wide_products(tile, coefficient.data(), rows, columns);
  });
  add_all(of_columns, points_.columns, factor, column_gradient);
  if (!mutual) add_all(of_rows, points_.of_rows(), factor, row_gradient);
}

}  // namespace simclr_flow
