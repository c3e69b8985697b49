#include "row_block.hpp"

namespace simclr_flow {

RowBlock::RowBlock(const PairData& data)
    : data_(data),
      most_rows_(rows_of_block(data, 1)),
      pull_(most_rows_ * data.padded()),
      sum_(most_rows_),
      scale_(most_rows_),
      force_(data.dims(), most_rows_) {}

void RowBlock::start(Index first, Index count) {
  first_ = first;
  rows_ = count;
  scale_.setZero();
  const KernelSweeps* kernel = data_.kernel_sweeps();
  if (!kernel) {  // safe rows fill in what there is
    std::fill_n(pull_.data(), pull_.size(), 0.0);
    sum_.setZero();
    return;
  }
  const RowRange range(data_, first, count);
  kernel->first[std::min<Index>(data_.dims() - 1, fixed_sweep_dims)](
      data_.sweep_columns(), range.rows(), pull_.data(), sum_.data(), force_.data());
}

double RowBlock::potential(Index r) {
  return sum_[r] > data_.smallest_safe_sum() ? data_.largest_log_weight + std::log(sum_[r])
                                             : replace(r);
}

void RowBlock::set_weight(Index r, double weight) {
  const double tau = data_.profile.temperature();
  if (!std::isfinite(weight / (sum_[r] * tau)) && sum_[r] != 1) replace(r);
  scale_[r] = sum_[r] == 0 ? 0 : weight / (sum_[r] * tau);
}

double RowBlock::replace(Index r) {
  if (!safe_) safe_.emplace(data_);
  const double log_sum = safe_->fill(first_ + r);
  const Eigen::ArrayXd pulls = data_.profile.temperature() * safe_->weight * safe_->pull_factor();
  for (Index j = 0; j < pulls.size(); ++j)
    pull_.data()[(j / panel_columns * rows_ + r) * panel_columns + j % panel_columns] = pulls[j];
  for (Index c = 0; c < data_.dims(); ++c)
    force_(c, r) = (pulls * safe_->difference(first_ + r, c)).sum();
  sum_[r] = log_sum == minus_infinity ? 0 : 1;
  return log_sum;
}

void RowBlock::add_forces(PointsOut row_gradient, const PanelPoints& reaction) {
  const RowRange range(data_, first_, rows_);
  sweeps().second[std::min<Index>(data_.dims() - 1, fixed_sweep_dims)](
      data_.sweep_columns(), range.rows(), pull_.data(), scale_.data(), reaction.data());
  for (Index r = 0; r < rows_; ++r) row_gradient.col(first_ + r) += scale_[r] * force_.col(r);
}

}  // namespace simclr_flow
