#include "simclr_flow/energy/positives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

void check_entry(const Positives::Weight& w, Index samples) {
  const auto refuse = [&](const std::string& why) {
    throw InputError(
        fmt::format("the weight {:g} of samples {} and {} {}", w.value, w.row, w.column, why));
  };
  if (std::min(w.row, w.column) < 0 || std::max(w.row, w.column) >= samples)
    refuse(fmt::format("is of a sample beyond the {} there are, counted from 0", samples));
  if (!(w.value == 0 || (w.value >= 1e-100 && w.value <= 1e100)))
    refuse("must be 0, or from 1e-100 to 1e100");
}

}  // namespace

Positives Positives::of_weights(Index samples, std::vector<Weight> weights) {
  for (const Weight& w : weights) check_entry(w, samples);
  const auto place = [](const Weight& w) { return std::pair(w.row, w.column); };
  std::ranges::sort(weights, {}, place);
  const auto twice = std::ranges::adjacent_find(weights, {}, place);
  if (twice != weights.end())
    throw InputError(fmt::format("samples {} and {} have two weights, {:g} and {:g}", twice->row,
                                 twice->column, twice->value, std::next(twice)->value));
  Positives made;
  auto next = weights.begin();
  for (Index i = 0; i < samples; ++i) {
    Row row{std::ssize(made.partners_), 0};
    for (; next != weights.end() && next->row == i; ++next)
      if (next->value > 0) made.partners_.push_back({next->column, next->value});
    row.end = std::ssize(made.partners_);
    if (row.end == row.begin)
      throw InputError(
          fmt::format("sample {} has no weight above 0; give it one, e.g. to itself", i));
    made.rows_.push_back(row);
  }
  made.add_sums();
  return made;
}

Positives Positives::of_labels(const std::vector<int>& labels, const std::vector<bool>& known) {
  std::map<int, std::vector<Index>> classes;
  const auto is_known = [&](std::size_t i) { return known.empty() || known[i]; };
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (is_known(i)) classes[labels[i]].push_back(static_cast<Index>(i));
  Positives made;
  made.rows_.resize(labels.size());
  const auto add_list = [&made](const std::vector<Index>& members) {
    const Index begin = std::ssize(made.partners_);
    for (const Index j : members) made.partners_.push_back({j, 1});
    for (const Index i : members)
      made.rows_[static_cast<std::size_t>(i)] = {begin, std::ssize(made.partners_)};
  };
  for (const auto& [label, members] : classes) add_list(members);
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (!is_known(i)) add_list({static_cast<Index>(i)});
  made.add_sums();
  return made;
}

Positives Positives::of_views(Index samples) {
  const auto count = static_cast<std::size_t>(samples);
  return of_labels(std::vector<int>(count), std::vector<bool>(count, false));
}

void Positives::add_sums() {
  for (Index i = 0; i < samples(); ++i) {
    Row& of = rows_[static_cast<std::size_t>(i)];
    for (const Partner& p : row(i)) (p.sample == i ? of.own : of.others) += p.weight;
  }
}

Index Positives::pairs() const {
  Index count = 0;
  for (const Row& row : rows_) count += row.end - row.begin;
  return count;
}

Positives Positives::among(const std::vector<Index>& chosen) const {
  std::vector<Index> place(rows_.size(), -1);
  for (std::size_t k = 0; k < chosen.size(); ++k)
    place[static_cast<std::size_t>(chosen[k])] = static_cast<Index>(k);
  Positives made;
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    Row of{std::ssize(made.partners_), 0};
    for (const Partner& p : row(chosen[k]))
      if (const Index to = place[static_cast<std::size_t>(p.sample)]; to >= 0)
        made.partners_.push_back({to, p.weight});
    if (std::ssize(made.partners_) == of.begin)
      made.partners_.push_back({static_cast<Index>(k), 1});
    of.end = std::ssize(made.partners_);
    made.rows_.push_back(of);
  }
  made.add_sums();
  return made;
}

}  // namespace simclr_flow
