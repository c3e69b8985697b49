#include "fast_sum.hpp"

#include <algorithm>
#include <cmath>

#include "direct_rows.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow {
namespace {

/// visit(sorted number) for all points, in blocks that may run in parallel.
template <class Visit>
void for_each_sorted(const SortedCloud& cloud, const Visit& visit) {
  constexpr Index points_of_block = 8192;
  parallel_blocks((cloud.size() + points_of_block - 1) / points_of_block, [&](Index block, Index) {
    const Index end = std::min(cloud.size(), (block + 1) * points_of_block);
    for (Index s = block * points_of_block; s < end; ++s) visit(s);
  });
}

/// The cell of each sorted point.
std::vector<std::uint32_t> cells_of_points(const CellOrder& cells) {
  std::vector<std::uint32_t> of(static_cast<std::size_t>(cells.size()));
  for (std::size_t c = 0; c < cells.keys.size(); ++c)
    std::fill(of.begin() + cells.starts[c], of.begin() + cells.starts[c + 1],
              static_cast<std::uint32_t>(c));
  return of;
}

/// Rows that are marked, by the caller's number, in ascending order.
std::vector<Index> marked(const std::vector<char>& marks) {
  std::vector<Index> rows;
  for (std::size_t i = 0; i < marks.size(); ++i)
    if (marks[i]) rows.push_back(static_cast<Index>(i));
  return rows;
}

}  // namespace

std::unique_ptr<const FastSum> FastSum::of(const PairTask& task) {
  FastChoice choice(task);
  return choice.is_fast() ? std::make_unique<const FastSum>(task, std::move(choice)) : nullptr;
}

FastSum::FastSum(const PairTask& task, FastChoice choice)
    : task_(task),
      choice_(std::move(choice)),
      tau_(task.profile.temperature()),
      accuracy_(task.profile.summation().accuracy) {
  if (task.log_weights.size() == 0) return;
  largest_log_weight_ = task.largest_log_weight();
  mass_ = (task.log_weights.array() - largest_log_weight_).exp();
  mass_ = (task.log_weights.array() == minus_infinity).select(0, mass_);  // exp may leave a trace
  sorted_mass_ = ScratchArray(mass_.size());
  for_each_sorted(*choice_.columns,
                  [&](Index s) { sorted_mass_.data()[s] = mass_[choice_.columns->number(s)]; });
}

FastSum::AtRows FastSum::at_rows() const {
  const Index rows = choice_.rows->size();
  const auto cells = choice_.rows->cells().keys.size();
  AtRows sums{ScratchArray(rows), ScratchArray(rows * choice_.grid->dims()),
              std::vector<double>(cells), std::vector<double>(cells)};
  choice_.grid->sums({*choice_.columns, sorted_mass_.data()},
                     {*choice_.rows, sums.value.data(), sums.gradient.data(),
                      sums.value_bound.data(), sums.gradient_bound.data()});
  return sums;
}

template <class Visit>
void FastSum::for_each_left_out(Index i, const Visit& visit) const {
  const auto z = task_.column_points();
  const Index first = i - i % task_.group, end = std::min(first + task_.group, z.cols());
  for (Index j = first; j < end; ++j) {
    Vector away = Vector::Zero();
    away.head(z.rows()) = (z.col(j) - z.col(i)) / tau_;
    visit(j, std::exp(-0.5 * tau_ * away.squaredNorm()), away);
  }
}

FastSum::Row FastSum::row(const AtRows& sums, std::size_t cell, Index sorted) const {
  Row row{sums.value.data()[sorted]};
  const Index count = choice_.rows->size();
  for (Index c = 0; c < choice_.grid->dims(); ++c)
    row.gradient[c] = sums.gradient.data()[c * count + sorted];
  double error = sums.value_bound[cell], gradient_error = sums.gradient_bound[cell];
  if (task_.group > 0) {
    const double rounding = 0x1p-50 * row.sum;
    error += rounding;
    gradient_error += rounding / std::sqrt(tau_);
    for_each_left_out(choice_.rows->number(sorted), [&](Index j, double k, const Vector& away) {
      row.sum -= mass(j) * k;
      row.gradient -= mass(j) * k * away;
    });
  }
  constexpr double smallest = 1e-280;  // no digits are lost to underflow
  // Proven bounds of gradients are a hundred times what their errors are.
  constexpr double bound_of_gradients = 100;
  const double allowed = accuracy_ * row.sum;
  row.is_accurate = row.sum > smallest && error <= allowed &&
                    gradient_error * std::sqrt(tau_) <= bound_of_gradients * allowed;
  return row;
}

template <class Visit>
void FastSum::for_each_row(const Visit& visit) const {
  const AtRows sums = at_rows();
  const std::vector<std::uint32_t> cells = cells_of_points(choice_.rows->cells());
  for_each_sorted(*choice_.rows,
                  [&](Index s) { visit(s, row(sums, cells[static_cast<std::size_t>(s)], s)); });
}

State FastSum::log_potential() const {
  State potential(choice_.rows->size());
  std::vector<char> direct(static_cast<std::size_t>(potential.size()), 0);
  for_each_row([&](Index s, const Row& row) {
    const Index i = choice_.rows->number(s);
    potential[i] = largest_log_weight_ + std::log(row.sum);
    direct[static_cast<std::size_t>(i)] = !row.is_accurate;
  });
  if (const auto rows = marked(direct); !rows.empty())
    DirectRows(task_, rows).find_potential(potential);
  return potential;
}

void FastSum::add_gradient(const CrossSum::RowWeight& weight, PointsOut row_gradient,
                           PointsOut column_gradient) const {
  const Index d = choice_.grid->dims();
  ScratchArray charges(choice_.rows->size());
  std::vector<char> direct(static_cast<std::size_t>(charges.size()), 0);
  for_each_row([&](Index s, const Row& row) {
    const Index i = choice_.rows->number(s);
    charges.data()[s] = 0;
    direct[static_cast<std::size_t>(i)] = !row.is_accurate;
    if (!row.is_accurate) return;
    charges.data()[s] = weight(i, largest_log_weight_ + std::log(row.sum)) / row.sum;
    row_gradient.col(i) += charges.data()[s] * row.gradient.head(d);
  });
  add_reaction(charges, column_gradient);
  if (const auto rows = marked(direct); !rows.empty())
    DirectRows(task_, rows).add_gradient(weight, row_gradient, column_gradient);
}

void FastSum::add_reaction(const ScratchArray& charges, PointsOut column_gradient) const {
  const SortedCloud& columns = *choice_.columns;
  const Index count = columns.size(), d = choice_.grid->dims();
  ScratchArray gradient(count * d);
  choice_.grid->sums({*choice_.rows, charges.data()}, {columns, nullptr, gradient.data()});
  State charge_of_row(task_.group > 1 ? charges.size() : 0);
  if (task_.group > 1)
    for_each_sorted(*choice_.rows,
                    [&](Index s) { charge_of_row[choice_.rows->number(s)] = charges.data()[s]; });
  for_each_sorted(columns, [&](Index s) {
    const Index j = columns.number(s);
    Vector force = Vector::Zero();
    for (Index c = 0; c < d; ++c) force[c] = gradient.data()[c * count + s];
    if (task_.group > 1)
      for_each_left_out(
          j, [&](Index i, double k, const Vector& away) { force -= charge_of_row[i] * k * away; });
    column_gradient.col(j) += mass(j) * force.head(d);
  });
}

}  // namespace simclr_flow
