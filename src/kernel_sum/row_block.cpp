#include "row_block.hpp"

namespace simclr_flow {
namespace {

/// Below this a row's sum may have lost its digits to underflow: the safe row takes over.
constexpr double smallest_sum = 1e-280;
constexpr Index block_bytes = 256 * 1024;  // of pulls, or 16 rows: a block stays in the L2 cache

Index most_rows_of(Index padded) {
  return std::clamp<Index>(block_bytes / (8 * padded) / 4 * 4, 16, 64);
}

const double* rows_from(const PairData& data, Index first) {
  return data.row_points().data() + first * data.dims();
}

}  // namespace

RowBlock::RowBlock(const PairData& data)
    : data_(data),
      columns_(data.sweep_columns()),
      most_rows_(most_rows_of(data.panel_weights.size())),
      pull_(most_rows_ * data.panel_weights.size()),
      sum_(most_rows_),
      scale_(most_rows_),
      force_(data.dims(), most_rows_),
      left_out_(static_cast<std::size_t>(2 * most_rows_)) {}

void RowBlock::start(Index first, Index count) {
  first_ = first;
  rows_ = count;
  scale_.setZero();
  for (Index r = 0; r < count; ++r) {
    const auto [begin, end] = data_.left_out(first + r);
    left_out_[static_cast<std::size_t>(2 * r)] = begin;
    left_out_[static_cast<std::size_t>(2 * r + 1)] = end;
  }
  const FirstSweep* table = data_.is_gauss() ? sweeps().gauss : sweeps().student;
  table[std::min<Index>(data_.dims() - 1, fixed_sweep_dims)](
      columns_, {rows_from(data_, first), left_out_.data(), count}, pull_.data(), sum_.data(),
      force_.data());
}

double RowBlock::potential(Index r) {
  replaced_ = !(sum_[r] > smallest_sum);
  return replaced_ ? replace(r) : data_.largest_log_weight + std::log(sum_[r]);
}

double RowBlock::replace(Index r) {
  if (!safe_) safe_.emplace(data_);
  const double log_sum = safe_->fill(first_ + r);
  const Eigen::ArrayXd pulls = data_.profile.temperature * safe_->weight * safe_->pull_factor();
  for (Index j = 0; j < pulls.size(); ++j) pull(r, j) = pulls[j];
  for (Index c = 0; c < data_.dims(); ++c)
    force_(c, r) = (pulls * safe_->difference(first_ + r, c)).sum();
  sum_[r] = 1;
  return log_sum;
}

Eigen::ArrayXd RowBlock::softmax(Index r) const {
  if (replaced_) return safe_->weight;
  Eigen::ArrayXd value(data_.column_count());
  for (Index j = 0; j < value.size(); ++j) value[j] = pull(r, j);
  if (!data_.is_gauss()) {  // the pull is m k^2
    if (data_.log_weights.size()) value *= data_.log_weights.array().exp();
    value = value.sqrt();
  }
  return value / sum_[r];
}

void RowBlock::add_forces(PointsOut row_gradient, Reaction& reaction) {
  sweeps().second[std::min<Index>(data_.dims() - 1, fixed_sweep_dims)](
      columns_, {rows_from(data_, first_), left_out_.data(), rows_}, pull_.data(), scale_.data(),
      reaction.force.data());
  for (Index r = 0; r < rows_; ++r) row_gradient.col(first_ + r) += scale_[r] * force_.col(r);
}

}  // namespace simclr_flow
