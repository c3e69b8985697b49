#include "pair_blocks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "row_loops.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow::theory {
namespace {

constexpr Index most_blocks = 64, fewest_rows = 16;

Index rows_of_block(Index rows) {
  return std::max(fewest_rows, (rows + most_blocks - 1) / most_blocks);
}

}  // namespace

void LogSum::add(long double log_of_term) {
  if (log_of_term > top) {
    sum *= std::exp(top - log_of_term);
    top = log_of_term;
  }
  sum += std::exp(log_of_term - top);
}

void LogSum::add(const LogSum& other) {
  if (other.sum > 0) add(other.log());
}

long double LogSum::log() const { return top + std::log(sum); }

GradientBlock::GradientBlock(Index d, Index columns)
    : gradient(Columns::Coordinates::Zero(d, columns)),
      sizes(State::Zero(columns)),
      pulls(State::Zero(columns)) {}

void GradientBlock::rescale(long double new_reference) {
  const auto factor = static_cast<double>(std::exp(reference - new_reference));
  gradient *= factor;
  sizes *= factor;
  pulls *= factor;
  reference = new_reference;
}

void GradientBlock::add(const GradientBlock& other) {
  if (other.reference > reference) rescale(other.reference);
  const auto factor = static_cast<double>(std::exp(other.reference - reference));
  gradient += factor * other.gradient;
  sizes += factor * other.sizes;
  pulls += factor * other.pulls;
}

void GradientBlock::add_row(const Columns& columns, const KernelRow& row, Index own, double u) {
  State at_own = State::Zero(columns.x.rows());
  std::array<double, KernelRow::tile> terms;
  double own_size = 0, own_pull = 0;
  for (const auto& [range_begin, range_end, weight] : row.ranges())
    for (Index begin = range_begin; begin < range_end; begin += KernelRow::tile) {
      const Index count = std::min(KernelRow::tile, range_end - begin);
      const double* slopes = row.slopes().data() + begin;
      for (Index c = 0; c < at_own.size(); ++c)
        at_own[c] += add_differences(slopes, &columns.x(c, begin), columns.x(c, own), u, count,
                                     &gradient(c, begin));
      sizes_of_row(slopes, row.half_squares().data() + begin, count, terms.data());
      own_size += sum_of_row(terms.data(), count);
      own_pull += sum_of_row(slopes, count);
      add_multiple(u, terms.data(), count, sizes.data() + begin);
      add_multiple(u, slopes, count, pulls.data() + begin);
    }
  gradient.col(own) += u * at_own;
  sizes[own] += u * own_size;
  pulls[own] += u * own_pull;
}

void GradientBlock::add_pull(const Columns& columns, double weight, Index i, Index j) {
  const State pull = weight * (columns.x.col(j) - columns.x.col(i));
  gradient.col(i) += pull;
  gradient.col(j) -= pull;
  for (const Index at : {i, j}) {
    sizes[at] += pull.norm();
    pulls[at] += std::abs(weight);
  }
}

void RowBlock::add(const RowBlock& other) {
  gradient.add(other.gradient);
  value += other.value;
  size += other.size;
  all.add(other.all);
  others.add(other.others);
  by_mass += other.by_mass;
  rounding += other.rounding;
  of_row = std::max(of_row, other.of_row);
}

double depth_of_blocks(Index rows) {
  const Index block = rows_of_block(rows);
  return static_cast<double>(block + (rows + block - 1) / block);
}

RowBlock by_blocks(const Columns& columns, const RowsWanted& wanted,
                   const std::function<KernelRow()>& workspace,
                   const std::function<void(RowBlock&, KernelRow&, Index)>& add) {
  const Index total = wanted.end - wanted.begin, size = rows_of_block(total);
  std::vector<std::optional<RowBlock>> blocks(static_cast<std::size_t>((total + size - 1) / size));
  std::vector<std::optional<KernelRow>> rows(static_cast<std::size_t>(thread_count()));
  parallel_blocks(std::ssize(blocks), [&](Index b, Index slot) {
    auto& block = blocks[static_cast<std::size_t>(b)];
    auto& row = rows[static_cast<std::size_t>(slot)];
    block.emplace(columns, wanted.gradient);
    if (!row) row.emplace(workspace());
    const Index begin = wanted.begin + b * size;
    for (Index i = begin; i < std::min(wanted.end, begin + size); ++i) add(*block, *row, i);
  });
  RowBlock all = std::move(*blocks.front());
  for (std::size_t b = 1; b < blocks.size(); ++b) all.add(*blocks[b]);
  return all;
}

}  // namespace simclr_flow::theory
