#pragma once
// Layers with few inputs or few outputs. Included as core/simd.hpp is.
#include "core/loose_vectors.hpp"
#include "network_passes.hpp"

namespace simclr_flow {
namespace {

/// visit(row, load, store) for vectors of rows, the last one by what is left.
template <class Visit>
[[gnu::always_inline]] inline void for_each_vector(long rows, const Visit& visit) {
  long r = 0;
  for (; r + lanes <= rows; r += lanes) visit(r, load_loose, store_loose);
  const long rest = rows - r;
  if (rest > 0)
    visit(
        r, [rest](const double* from) { return load_some(from, rest); },
        [rest](double* to, Vector v) { store_some(to, v, rest); });
}

constexpr long columns_at_once = 4;  // which share what is read of the few

/// `count` columns from j on; K terms, or any number for K = 0.
template <long K, long count>
[[gnu::always_inline]] inline void expand_columns(const Expansion& e, long j) {
  const long terms = K ? K : e.terms;
  double x[std::size_t(count)][std::size_t(thin)];
  for (long c = 0; c < count; ++c)
    for (long k = 0; k < terms; ++k) x[c][k] = e.factor * e.x[(j + c) * e.x_stride + k];
  for_each_vector(
      e.rows, [&](long r, auto load, auto put) __attribute__((always_inline)) {
        Vectors<count> sum;
        const Vector shift = e.shift ? load(e.shift + r) : Vector{};
        for (long c = 0; c < count; ++c) sum[c] = shift;
        for (long k = 0; k < terms; ++k) {
          const Vector a = load(e.a + k * e.rows + r);
#pragma GCC unroll 4
          for (long c = 0; c < count; ++c) sum[c] += a * x[c][k];
        }
#pragma GCC unroll 4
        for (long c = 0; c < count; ++c) {
          if (e.times) sum[c] *= load(e.times + (j + c) * e.times_stride + r);
          put(e.out + (j + c) * e.out_stride + r, sum[c]);
        }
      });
}

template <long K>
void expand_by(const Expansion& e) {
  long j = 0;
  for (; j + columns_at_once <= e.count; j += columns_at_once)
    expand_columns<K, columns_at_once>(e, j);
  for (; j < e.count; ++j) expand_columns<K, 1>(e, j);
}

void expand(const Expansion& e) {
  constexpr void (*by[])(const Expansion&) = {expand_by<0>, expand_by<1>, expand_by<2>,
                                              expand_by<3>};
  by[e.terms < 4 ? e.terms : 0](e);
}

template <long count>
[[gnu::always_inline]] inline void contract_columns(const Contraction& c, long j) {
  for (long term = 0; term < c.terms; ++term) {
    const double* const a = c.a + term * c.length;
    Vectors<count> sum{};
    for_each_vector(
        c.length, [&](long r, auto load, auto) __attribute__((always_inline)) {
          const Vector here = load(a + r);
#pragma GCC unroll 4
          for (long k = 0; k < count; ++k) sum[k] += here * load(c.x + (j + k) * c.x_stride + r);
        });
#pragma GCC unroll 4
    for (long k = 0; k < count; ++k)
      c.out[(j + k) * c.out_stride + term] =
          c.factor * sum_of(sum[k]) + (c.shift ? c.shift[term] : 0);
  }
}

void contract(const Contraction& c) {
  long j = 0;
  for (; j + columns_at_once <= c.count; j += columns_at_once)
    contract_columns<columns_at_once>(c, j);
  for (; j < c.count; ++j) contract_columns<1>(c, j);
}

/// Terms first, ..., first + K - 1 of `vectors` vectors of rows from r on.
template <long K, long vectors, bool with_sum, class Load, class Store>
[[gnu::always_inline]] inline void accumulate_rows(const Accumulation& a, long first, long r,
                                                   Load load, Store put) {
  VectorTable<vectors, K + 1> sum{};
  for (long j = 0; j < a.count; ++j)
#pragma GCC unroll 4
    for (long v = 0; v < vectors; ++v) {
      const Vector x = load(a.x + j * a.x_stride + r + v * lanes);
#pragma GCC unroll 4
      for (long k = 0; k < K; ++k) sum[v][k] += x * a.y[j * a.y_stride + first + k];
      if (with_sum) sum[v][K] += x;
    }
  for (long v = 0; v < vectors; ++v) {
    const long at = r + v * lanes;
    for (long k = 0; k < K; ++k) {
      double* const to = a.out + (first + k) * a.rows + at;
      put(to, load(to) + a.factor * sum[v][k]);
    }
    if (with_sum) put(a.sum + at, load(a.sum + at) + sum[v][K]);
  }
}

template <long K, bool with_sum>
void accumulate_terms(const Accumulation& a, long first) {
  constexpr long vectors = 3;
  long r = 0;
  for (; r + vectors * lanes <= a.rows; r += vectors * lanes)
    accumulate_rows<K, vectors, with_sum>(a, first, r, load_loose, store_loose);
  for_each_vector(
      a.rows - r, [&](long at, auto load, auto put) __attribute__((always_inline)) {
        accumulate_rows<K, 1, with_sum>(a, first, r + at, load, put);
      });
}

void accumulate(const Accumulation& a) {
  constexpr void (*by[])(const Accumulation&, long) = {
      nullptr, accumulate_terms<1, false>, accumulate_terms<2, false>, accumulate_terms<3, false>};
  constexpr void (*with_sum[])(const Accumulation&, long) = {
      nullptr, accumulate_terms<1, true>, accumulate_terms<2, true>, accumulate_terms<3, true>};
  for (long first = 0; first < a.terms; first += 3) {
    const long terms = a.terms - first < 3 ? a.terms - first : 3;
    (first == 0 && a.sum ? with_sum : by)[terms](a, first);
  }
}

}  // namespace
}  // namespace simclr_flow
