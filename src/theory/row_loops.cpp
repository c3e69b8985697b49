#include "row_loops.hpp"

#include <cmath>

#include "exponential.hpp"

namespace simclr_flow::theory {
namespace {

/// Adds term(j) of j < n up, lane by lane.
template <class Term>
[[gnu::always_inline]] inline double sum_by_lanes(Index n, Term term) {
  double partial[lanes] = {};
  Index j = 0;
  for (; j + lanes <= n; j += lanes)
    for (Index lane = 0; lane < lanes; ++lane) partial[lane] += term(j + lane);
  for (; j < n; ++j) partial[0] += term(j);
  double sum = 0;
  for (const double part : partial) sum += part;
  return sum;
}

}  // namespace

SIMCLR_FLOW_WIDE void add_half_squares(const double* x, double at, Index n, bool first, double* s) {
  if (first)
    for (Index j = 0; j < n; ++j) s[j] = (x[j] - at) * (x[j] - at) / 2;
  else
    for (Index j = 0; j < n; ++j) s[j] += (x[j] - at) * (x[j] - at) / 2;
}

SIMCLR_FLOW_WIDE void gauss_row(const double* s, Index n, double least, double rate, double* k) {
  for (Index j = 0; j < n; ++j) k[j] = exponential((least - s[j]) * rate);
}

SIMCLR_FLOW_WIDE double sum_of_row(const double* a, Index n) {
  return sum_by_lanes(
      n, [a](Index j) __attribute__((always_inline)) { return a[j]; });
}

SIMCLR_FLOW_WIDE double dot_of_row(const double* a, const double* b, Index n) {
  return sum_by_lanes(
      n, [ a, b ](Index j) __attribute__((always_inline)) { return a[j] * b[j]; });
}

SIMCLR_FLOW_WIDE double add_differences(const double* slope, const double* x, double at, double u,
                                        Index n, double* column) {
  return sum_by_lanes(
      n, [=](Index j) __attribute__((always_inline)) {
        const double term = slope[j] * (x[j] - at);
        column[j] -= u * term;
        return term;
      });
}

SIMCLR_FLOW_WIDE void sizes_of_row(const double* slope, const double* s, Index n, double* sizes) {
  for (Index j = 0; j < n; ++j) sizes[j] = slope[j] * std::sqrt(2 * s[j]);
}

SIMCLR_FLOW_WIDE void add_multiple(double u, const double* a, Index n, double* to) {
  for (Index j = 0; j < n; ++j) to[j] += u * a[j];
}

}  // namespace simclr_flow::theory
