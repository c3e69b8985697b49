#pragma once
// Included once by each cell_passes_*.cpp, which is compiled for one instruction set and defines
// CELL_PASSES and SIMD_BYTES. Nothing here may be shared between sets.
#include "cell_passes.hpp"
#include "core/loose_vectors.hpp"

namespace simclr_flow {
namespace {

static_assert(coefficient_stride >= most_degree && coefficient_stride % lanes == 0);

template <int P, bool charged>
void add_moments(const double* x, const double* q, long count, Vectors<P>& m) {
  long i = 0;
  const auto add = [&m](Vector at, Vector power) __attribute__((always_inline)) {
    m[0] += power;
#pragma GCC unroll 16
    for (int b = 1; b < P; ++b) m[b] += power *= at;
  };
  for (; i + lanes <= count; i += lanes)
    add(load_loose(x + i), charged ? load_loose(q + i) : broadcast(1));
  if (i == count) return;
  Vector last = load_some(x + i, count - i), share{};
  for (long k = 0; k < lanes; ++k) share[k] = k >= count - i ? 0 : charged ? q[i + k] : 1;
  add(last, share);
}

template <int P>
void moments(const double* x, const double* q, long count, double* out) {
  Vectors<P> m{};
  if (q)
    add_moments<P, true>(x, q, count, m);
  else
    add_moments<P, false>(x, q, count, m);
#pragma GCC unroll 16
  for (int b = 0; b < P; ++b) out[b] = sum_of(m[b]);
}

template <int P>
void translate(const double* table, const double* m, double* p) {
  constexpr int width = coefficient_stride / lanes, used = (P + lanes - 1) / lanes;
  Vectors<used> even, odd{};
#pragma GCC unroll 8
  for (int v = 0; v < used; ++v) even[v] = load_loose(p + v * lanes);
#pragma GCC unroll 16
  for (int b = 0; b < P; b += 2)
#pragma GCC unroll 8
    for (int v = 0; v < used; ++v) {
      even[v] += m[b] * load_loose(table + (b * width + v) * lanes);
      odd[v] += m[b + 1] * load_loose(table + ((b + 1) * width + v) * lanes);
    }
#pragma GCC unroll 8
  for (int v = 0; v < used; ++v) store_loose(p + v * lanes, even[v] + odd[v]);
}

struct ValueAndSlope {
  Vector value, slope;
};
/// By Horner's rule.
template <int P>
[[gnu::always_inline]] inline ValueAndSlope both_at(const double* p, Vector x) {
  Vector value = broadcast(p[P - 1]), slope{};
#pragma GCC unroll 16
  for (int a = P - 2; a >= 0; --a) {
    slope = slope * x + value;
    value = value * x + p[a];
  }
  return {value, slope};
}
template <int P>
[[gnu::always_inline]] inline Vector value_at(const double* p, Vector x) {
  Vector value = broadcast(p[P - 1]);
#pragma GCC unroll 16
  for (int a = P - 2; a >= 0; --a) value = value * x + p[a];
  return value;
}

/// p with its derivative, times a factor.
template <int P>
struct Polynomial {
  Polynomial(const double* p, double factor) {
    for (int a = 0; a < P; ++a) value[a] = p[a];
    for (int a = 1; a < P; ++a) slope[a - 1] = factor * a * p[a];
  }
  double value[coefficient_stride], slope[coefficient_stride];
};

template <int P, bool with_value, bool with_slope>
void evaluate_as(const double* p, const double* x, long count, const ChainOutputs& out) {
  const Polynomial<P> at(p, out.scale);
  const auto visit = [&](Vector here, long i, auto put) __attribute__((always_inline)) {
    if constexpr (with_value && with_slope) {
      const ValueAndSlope both = both_at<P>(at.value, here);
      put(out.value + i, both.value);
      put(out.slope + i, out.scale * both.slope);
    } else if constexpr (with_value) {
      put(out.value + i, value_at<P>(at.value, here));
    } else {
      put(out.slope + i, value_at<P - 1>(at.slope, here));
    }
  };
  long i = 0;
  for (; i + lanes <= count; i += lanes) visit(load_loose(x + i), i, store_loose);
  if (i < count)
    visit(
        load_some(x + i, count - i), i, [&](double* to, Vector v) __attribute__((always_inline)) {
          store_some(to, v, count - i);
        });
}

template <int P>
void evaluate(const double* p, const double* x, long count, const ChainOutputs& out) {
  if (out.value && out.slope) return evaluate_as<P, true, true>(p, x, count, out);
  if (out.value) return evaluate_as<P, true, false>(p, x, count, out);
  if (out.slope) return evaluate_as<P, false, true>(p, x, count, out);
}

template <int P, bool with_value>
void evaluate_circle_as(const double* p, const double* radial, const double* x, long count,
                        const CircleOutputs& out) {
  const Polynomial<P> at(p, out.turn), inwards(radial, 0);
  const auto visit = [&](Vector here, Vector across, Vector up, long i, auto put)
      __attribute__((always_inline)) {
    const Vector pull = out.radial * value_at<P>(inwards.value, here);
    Vector turn;
    if constexpr (with_value) {
      const ValueAndSlope both = both_at<P>(at.value, here);
      put(out.value + i, both.value);
      turn = out.turn * both.slope;
    } else {
      turn = value_at<P - 1>(at.slope, here);
    }
    put(out.gradient_across + i, across * pull - up * turn);
    put(out.gradient_up + i, up * pull + across * turn);
  };
  long i = 0;
  for (; i + lanes <= count; i += lanes)
    visit(load_loose(x + i), load_loose(out.across + i), load_loose(out.up + i), i, store_loose);
  const long left = count - i;
  if (left > 0)
    visit(
        load_some(x + i, left), load_some(out.across + i, left), load_some(out.up + i, left),
        i, [&](double* to, Vector v) __attribute__((always_inline)) { store_some(to, v, left); });
}

template <int P>
void evaluate_circle(const double* p, const double* radial, const double* x, long count,
                     const CircleOutputs& out) {
  if (out.value)
    evaluate_circle_as<P, true>(p, radial, x, count, out);
  else
    evaluate_circle_as<P, false>(p, radial, x, count, out);
}

/// asin(s) for |s| < 0.14, by its power series.
[[gnu::always_inline]] inline Vector arc_sine(Vector s) {
  constexpr double series[] = {1. / 6,
                               3. / 40,
                               15. / 336,
                               105. / 3456,
                               945. / 42240,
                               10395. / 599040,
                               135135. / 9676800,
                               2027025. / 175472640,
                               34459425. / 3530096640.};
  const Vector square = s * s;
  Vector sum = broadcast(series[8]);
#pragma GCC unroll 8
  for (int k = 7; k >= 0; --k) sum = sum * square + series[k];
  return s * square * sum + s;
}

long circle_coordinates(const double* across, const double* up, long count, double cosine,
                        double sine, double inverse_radius, double half_angle, double inner,
                        double* x) {
  const double c = cosine * inverse_radius, s = sine * inverse_radius;
  Vector outside{};
  const auto visit = [&](Vector here, Vector there, long i, auto put)
      __attribute__((always_inline)) {
    const Vector angle = arc_sine(there * c - here * s) / half_angle;
    put(x + i, angle);
    const Vector none{}, one = broadcast(1);
    outside += (angle > inner ? one : none) + (angle < -inner ? one : none) +
               (here * c + there * s < 0 ? one : none);
  };
  long i = 0;
  for (; i + lanes <= count; i += lanes)
    visit(load_loose(across + i), load_loose(up + i), i, store_loose);
  const long left = count - i;  // zeros behind them are at the centre
  if (left > 0)
    visit(
        load_some(across + i, left), load_some(up + i, left),
        i, [&](double* to, Vector v) __attribute__((always_inline)) { store_some(to, v, left); });
  return static_cast<long>(sum_of(outside));
}

template <int P>
constexpr DegreePasses passes_of = {moments<P>, translate<P>, evaluate<P>, evaluate_circle<P>};

}  // namespace

const CellPasses CELL_PASSES = {
    {passes_of<6>, passes_of<8>, passes_of<10>, passes_of<12>, passes_of<14>, passes_of<16>},
    circle_coordinates};

}  // namespace simclr_flow
