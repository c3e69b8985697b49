#include "pair_pass_hold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow::theory {
namespace {

constexpr Index held_latents = 8;

using Real = long double;
using Vector = Eigen::Matrix<Real, Eigen::Dynamic, 1>;

/// log R and the gradient of single latents, in long double, from the log R of all rows.
class Exactly {
 public:
  Exactly(const Summed& of, const SummedRows& sums)
      : of_(of),
        sums_(sums),
        rows_(of.columns, of.kernel, of.rule, of.weights),
        slopes_(static_cast<std::size_t>(of.columns.count()), 0) {
    for (Index row = 0; row < of.columns.count(); ++row)
      if (rows_.has(row)) slopes_[static_cast<std::size_t>(row)] = terms(row).slope;
  }

  Real log_r(Index row) const {
    Real top = -std::numeric_limits<Real>::infinity(), sum = 0;
    for (const bool second : {false, true})
      for (Index j = 0; j < of_.columns.count(); ++j)
        if (is_taken(row, j)) {
          const Real log_k = of_.kernel.log_k(half_square(of_.columns, row, j));
          if (second)
            sum += weight(j) * std::exp(log_k - top);
          else
            top = std::max(top, log_k);
        }
    return rows_.normalised(top + std::log(sum));
  }

  Vector gradient(Index i) const {
    Vector sum = Vector::Zero(of_.columns.x.rows());
    for (Index j = 0; j < of_.columns.count(); ++j)
      sum += (share(i, j) + share(j, i)) * pull(i, j) * apart(i, j);
    const bool any = of_.rule.positives;  // else those of the sample alone have it as a positive
    const Index first = any ? 0 : of_.columns.sample(i), step = any ? 1 : of_.columns.samples;
    for (Index row = first; row < of_.columns.count(); row += step) {
      if (!rows_.has(row)) continue;
      for (const auto& [partner, part] : terms(row).partners)
        if (row == i || partner == i) {
          const Index other = row == i ? partner : row;
          sum -= part * pull(i, other) * apart(i, other);
        }
    }
    return sum;
  }

 private:
  bool is_taken(Index row, Index j) const {
    return takes(of_.rule, of_.columns.latent(row), of_.columns.latent(j), of_.columns.views);
  }
  Real weight(Index j) const { return of_.weights.size() ? of_.weights[of_.columns.view(j)] : 1; }
  RowTerms terms(Index row) const {
    return rows_.terms(row, sums_.log_r[static_cast<std::size_t>(row)]);
  }
  Real pull(Index i, Index j) const { return of_.kernel.pull(half_square(of_.columns, i, j)); }
  Vector apart(Index i, Index j) const {
    return of_.columns.x.col(j).cast<Real>() - of_.columns.x.col(i).cast<Real>();
  }
  /// d(value)/d(log k) of the pair (row, j), by R of the row.
  Real share(Index row, Index j) const {
    if (!rows_.has(row) || !is_taken(row, j)) return 0;
    const Real log_k = of_.kernel.log_k(half_square(of_.columns, row, j));
    const Real log_sum = sums_.log_r[static_cast<std::size_t>(row)] - rows_.normalised(0);
    return slopes_[static_cast<std::size_t>(row)] * weight(j) * std::exp(log_k - log_sum);
  }

  const Summed& of_;
  const SummedRows& sums_;
  ContrastRows rows_;
  std::vector<Real> slopes_;
};

[[noreturn]] void refuse(const char* what, Index latent, double off, double allowed) {
  throw std::logic_error(
      fmt::format("a plain sum in doubles is broken: {} of latent {} is off by {:.3g}, not {:.3g}",
                  what, latent, off, allowed));
}

}  // namespace

void hold_sums(const Summed& of, const SummedRows& sums, const Columns::Coordinates& gradient,
               double gradient_rounding) {
  const Exactly exactly(of, sums);
  const ContrastRows rows(of.columns, of.kernel, of.rule, of.weights);
  const Index n = of.columns.count(), count = std::min(n, held_latents);
  parallel_blocks(count, [&](Index k, Index) {
    const Index i = count == 1 ? 0 : k * (n - 1) / (count - 1);
    if (const auto row = static_cast<std::size_t>(i); rows.has(i)) {
      const auto off = static_cast<double>(std::abs(sums.log_r[row] - exactly.log_r(i)));
      if (!(off <= sums.rounding[row]))
        refuse("log R", of.columns.latent(i), off, sums.rounding[row]);
    }
    const Vector again = exactly.gradient(i);
    const auto off = static_cast<double>((gradient.col(i).cast<Real>() - again).norm());
    if (!(off <= gradient_rounding))
      refuse("the gradient", of.columns.latent(i), off, gradient_rounding);
  });
}

}  // namespace simclr_flow::theory
