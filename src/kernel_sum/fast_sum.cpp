#include "fast_sum.hpp"

#include <algorithm>
#include <cmath>

#include "direct_rows.hpp"
#include "sorted_entries.hpp"

namespace simclr_flow {
namespace {

/// Rows whose sum is none, in ascending order.
std::vector<Index> not_vouched_for(const State& log_sums) {
  std::vector<Index> rows;
  for (Index i = 0; i < log_sums.size(); ++i)
    if (log_sums[i] == minus_infinity) rows.push_back(i);
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
  for_each_point(choice_.columns->size(),
                 [&](Index s) { sorted_mass_.data()[s] = mass_[choice_.columns->number(s)]; });
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

FastSum::AtRows FastSum::at_rows() const {
  const Index rows = choice_.rows->size();
  const auto cells = choice_.rows->cells().keys.size();
  AtRows sums{ScratchArray(rows), ScratchArray(rows * choice_.grid->dims()),
              std::vector<double>(cells), std::vector<double>(cells)};
  choice_.grid->sums({*choice_.columns, sorted_mass_.data()},
                     {*choice_.rows, sums.value.data(), sums.gradient.data(),
                      sums.value_bound.data(), sums.gradient_bound.data()});
  const auto& starts = choice_.rows->cells().starts;
  parallel_ranges(rows, points_of_block, [&](Index begin, Index end) {
    auto cell = std::ranges::upper_bound(starts, begin) - starts.begin() - 1;
    for (Index s = begin; s < end; ++s) {
      while (starts[static_cast<std::size_t>(cell) + 1] <= s) ++cell;
      settle_row(sums, static_cast<std::size_t>(cell), s);
    }
  });
  return sums;
}

void FastSum::settle_row(AtRows& sums, std::size_t cell, Index s) const {
  double& sum = sums.value.data()[s];
  double error = sums.value_bound[cell], gradient_error = sums.gradient_bound[cell];
  if (task_.group > 0) {
    const double rounding = 0x1p-50 * sum;
    error += rounding;
    gradient_error += rounding / std::sqrt(tau_);
    const Index count = choice_.rows->size(), d = choice_.grid->dims();
    for_each_left_out(choice_.rows->number(s), [&](Index j, double k, const Vector& away) {
      sum -= mass(j) * k;
      for (Index c = 0; c < d; ++c) sums.gradient.data()[c * count + s] -= mass(j) * k * away[c];
    });
  }
  constexpr double smallest = 1e-280;  // no digits are lost to underflow
  // Proven bounds of gradients are a hundred times what their errors are.
  constexpr double bound_of_gradients = 100;
  const double allowed = accuracy_ * sum;
  if (!(sum > smallest && error <= allowed &&
        gradient_error * std::sqrt(tau_) <= bound_of_gradients * allowed)) {
    sum = 0;
    for (Index c = 0; c < choice_.grid->dims(); ++c)
      sums.gradient.data()[c * choice_.rows->size() + s] = 0;  // which may not be finite
  }
}

State FastSum::log_sums(const AtRows& sums) const {
  State logs(choice_.rows->size());
  for_each_entry(*choice_.rows, logs.data(), 1, [&](Index s, double* log_sum) {
    *log_sum = largest_log_weight_ + std::log(sums.value.data()[s]);
  });
  return logs;
}

State FastSum::log_potential() const {
  State potential = log_sums(at_rows());
  if (const auto rows = not_vouched_for(potential); !rows.empty())
    DirectRows(task_, rows).find_potential(potential);
  return potential;
}

void FastSum::add_gradient(const CrossSum::RowWeight& weight, PointsOut row_gradient,
                           PointsOut column_gradient) const {
  const AtRows sums = at_rows();
  State weights = log_sums(sums);
  const std::vector<Index> direct = not_vouched_for(weights);
  for_each_point(weights.size(), [&](Index i) {  // each once, the direct ones below
    if (weights[i] != minus_infinity) weights[i] = weight(i, weights[i]);
  });
  ScratchArray charges(choice_.rows->size());
  for_each_entry(*choice_.rows, weights.data(), 1, [&](Index s, const double* of_row) {
    const double sum = sums.value.data()[s];
    charges.data()[s] = sum > 0 ? *of_row / sum : 0;
  });
  const ScratchArray reaction = reactions(charges);
  if (task_.within && row_gradient.data() == column_gradient.data()) {
    add_to_columns(*choice_.columns, {{charges, sums.gradient}, {sorted_mass_, reaction}},
                   column_gradient);
  } else {
    add_to_columns(*choice_.rows, {{charges, sums.gradient}}, row_gradient);
    add_to_columns(*choice_.columns, {{sorted_mass_, reaction}}, column_gradient);
  }
  if (!direct.empty())
    DirectRows(task_, direct).add_gradient(weight, row_gradient, column_gradient);
}

ScratchArray FastSum::reactions(const ScratchArray& charges) const {
  const SortedCloud& columns = *choice_.columns;
  const Index count = columns.size(), d = choice_.grid->dims();
  ScratchArray reaction(count * d);
  choice_.grid->sums({*choice_.rows, charges.data()}, {columns, nullptr, reaction.data()});
  if (task_.group <= 1) return reaction;
  State charge_of_row(charges.size());
  for_each_entry(*choice_.rows, charge_of_row.data(), 1,
                 [&](Index s, double* charge) { *charge = charges.data()[s]; });
  for_each_point(count, [&](Index s) {
    for_each_left_out(columns.number(s), [&](Index i, double k, const Vector& away) {
      for (Index c = 0; c < d; ++c)
        reaction.data()[c * count + s] -= charge_of_row[i] * k * away[c];
    });
  });
  return reaction;
}

}  // namespace simclr_flow
