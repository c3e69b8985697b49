#include "pair_data.hpp"

#include <cmath>
#include <numbers>

namespace simclr_flow {

PairData::PairData(const PairTask& task)
    : profile(task.profile),
      form(profile.functions().sweep_form()),
      rows(task.rows),
      columns(task.columns),
      log_weights(task.log_weights),
      within(task.within),
      group(task.group),
      largest_log_weight(task.largest_log_weight()),
      panels(column_points()),
      panel_weights(padded()) {
  log_weights.array() -= largest_log_weight;
  for (Index j = 0; j < padded(); ++j) {
    const double log_weight = j >= column_count()  ? minus_infinity
                              : log_weights.size() ? log_weights[j]
                                                   : 0;
    panel_weights.data()[j] = form && form->weights_are_logs
                                  ? std::max(log_weight * std::numbers::log2e, no_log_weight)
                                  : std::exp(log_weight);
  }
}

const KernelSweeps* PairData::kernel_sweeps() const {
  return form ? sweeps().kernels + form->number : nullptr;
}

SweepColumns PairData::sweep_columns() const {
  return {panels.data(),
          panel_weights.data(),
          padded() / panel_columns,
          static_cast<int>(dims()),
          form ? form->rate : 0,
          form ? form->at : KernelSetting{}};
}

RowRange::RowRange(const PairData& data, Index first, Index count)
    : u_(data.row_points().data() + first * data.dims()), count_(count) {
  left_out_.reserve(static_cast<std::size_t>(2 * count));
  for (Index row = first; row < first + count; ++row) {
    const auto [begin, end] = data.left_out(row);
    left_out_.insert(left_out_.end(), {begin, end});
  }
}

Index rows_of_block(const PairData& data, Index arrays) {
  constexpr Index block_bytes = 256 * 1024, multiple = 4;
  return std::clamp<Index>(
      block_bytes / (8 * arrays * std::max<Index>(1, data.padded())) / multiple * multiple, 16, 64);
}

}  // namespace simclr_flow
