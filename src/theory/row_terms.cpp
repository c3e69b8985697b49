#include "row_terms.hpp"

#include <cmath>

namespace simclr_flow::theory {

long double half_square(const Columns& columns, Index a, Index b) {
  long double sum = 0;
  for (Index c = 0; c < columns.x.rows(); ++c) {
    const long double apart = static_cast<long double>(columns.x(c, a)) - columns.x(c, b);
    sum += apart * apart;
  }
  return sum / 2;
}

ContrastRows::ContrastRows(const Columns& columns, const PlainKernel& kernel, const Rule& rule,
                           const State& weights)
    : columns_(columns), kernel_(kernel), rule_(rule), weights_(weights) {}

double ContrastRows::mass(Index column) const {
  const double weight = weights_.size() ? weights_[columns_.view(column)] : 1;
  return weight / static_cast<double>(columns_.count());
}

long double ContrastRows::log_r(const KernelRow& row) const {
  return normalised(kernel_.log_k(row.least()) + std::log(static_cast<long double>(row.sum())));
}

long double ContrastRows::normalised(long double log_sum) const {
  if (!rule_.mean) return log_sum;
  return log_sum -
         std::log(static_cast<long double>(rule_.cross ? columns_.samples : columns_.count()));
}

std::vector<Index> ContrastRows::partners_of(Index row) const {
  const bool all = columns_.views == 1 || weights_.size() > 0;
  std::vector<Index> partners;
  for (Index b = 0; b < columns_.views; ++b)
    if (all || (b != columns_.view(row) && (!rule_.cross || b == 1)))
      partners.push_back(b * columns_.samples + columns_.sample(row));
  return partners;
}

RowTerms ContrastRows::terms(Index row, long double log_row) const {
  const auto partners = partners_of(row);
  RowTerms found;
  for (const Index partner : partners) {
    const long double views = static_cast<long double>(columns_.views);
    const long double part =
        weights_.size() ? weights_[columns_.view(partner)] / views
                        : (rule_.cross ? views : 1) / static_cast<long double>(partners.size());
    const long double mean = mass(row) * part,
                      log_a =
                          partner == row ? 0 : kernel_.log_k(half_square(columns_, row, partner));
    const auto [term, slope] = psi(rule_, log_row - log_a);
    found.value += mean * term;
    found.size += mean * size_of_terms(rule_, log_row, log_a, term);
    found.slope += mean * slope;
    if (partner != row) found.partners.push_back({partner, mean * slope});
  }
  return found;
}

}  // namespace simclr_flow::theory
