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
    : columns_(columns),
      kernel_(kernel),
      rule_(rule),
      pair_rule_(between_latents(rule)),
      weights_(weights) {}

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

RowTerms ContrastRows::terms(Index row, long double log_row) const {
  const long double mass_of_row =
      mass(row) * (rule_.cross ? static_cast<double>(columns_.views) : 1);
  RowTerms found;
  for (const auto& [latent, part] :
       positives_of(rule_, columns_.latent(row), columns_.views, weights_)) {
    const Index partner = columns_.of_latent(latent);
    const Rule& of_pair = partner == row ? rule_ : pair_rule_;
    const long double mean = mass_of_row * part,
                      log_a =
                          partner == row ? 0 : kernel_.log_k(half_square(columns_, row, partner));
    const auto [term, slope] = psi(of_pair, log_row - log_a);
    found.value += mean * term;
    found.size += mean * size_of_terms(of_pair, log_row, log_a, term);
    found.slope += mean * slope;
    if (partner != row) found.partners.push_back({partner, mean * slope});
  }
  return found;
}

}  // namespace simclr_flow::theory
