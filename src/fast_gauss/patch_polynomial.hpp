#pragma once
// Polynomials at the points of a cell. Included as core/simd.hpp is.

#include "patch_vectors.hpp"

namespace simclr_flow {
namespace {

/// Vectors of points at once: their multiplications need not wait for each other.
constexpr int points_at_once = lanes >= 8 ? 4 : 2;

struct PolynomialPoints {
  Vectors<points_at_once> x, y, value, by_x, by_y;

  void fill(const PatchPoints& points, long begin) {
    for (long g = 0; g < points_at_once; ++g) {
      const long at = begin + g * lanes, count = points.count - at;
      x[g] = count > 0 ? load_up_to(points.x + at, count) : Vector{};
      y[g] = count > 0 ? load_up_to(points.y + at, count) : Vector{};
      value[g] = by_x[g] = by_y[g] = Vector{};
    }
  }
  void put(const Vector* from, double* to, long begin, long end) const {
    for (long g = 0; g < points_at_once && begin + g * lanes < end; ++g)
      store_up_to(to + begin + g * lanes, from[g], end - begin - g * lanes);
  }
};

/// Horner's rule in x for a row of coefficients, then one step of Horner's rule in y.
template <bool slopes>
[[gnu::always_inline]] inline void add_row(const double* row, int last, PolynomialPoints& at) {
  Vectors<points_at_once> p, d;
#pragma GCC unroll 4
  for (int g = 0; g < points_at_once; ++g) {
    p[g] = broadcast(row[last]);
    d[g] = Vector{};
  }
  for (int k = last - 1; k >= 0; --k)
#pragma GCC unroll 4
    for (int g = 0; g < points_at_once; ++g) {
      if constexpr (slopes) d[g] = d[g] * at.x[g] + p[g];
      p[g] = p[g] * at.x[g] + row[k];
    }
#pragma GCC unroll 4
  for (int g = 0; g < points_at_once; ++g) {
    if constexpr (slopes) {
      at.by_y[g] = at.by_y[g] * at.y[g] + at.value[g];
      at.by_x[g] = at.by_x[g] * at.y[g] + d[g];
    }
    at.value[g] = at.value[g] * at.y[g] + p[g];
  }
}

template <int P, bool slopes>
void polynomial_of(const double* square, const PatchPoints& points, const PatchOut& out) {
  PolynomialPoints at;
  for (long begin = 0; begin < points.count; begin += points_at_once * lanes) {
    at.fill(points, begin);
    for (int b = P - 1; b >= 0; --b) add_row<slopes>(square + b * patch_stride<P>, P - 1 - b, at);
    if (out.value) at.put(at.value, out.value, begin, points.count);
    if constexpr (slopes) {
      at.put(at.by_x, out.by_x, begin, points.count);
      at.put(at.by_y, out.by_y, begin, points.count);
    }
  }
}

template <int P>
void patch_polynomial(const double* square, const PatchPoints& points, const PatchOut& out) {
  out.by_x ? polynomial_of<P, true>(square, points, out)
           : polynomial_of<P, false>(square, points, out);
}

}  // namespace
}  // namespace simclr_flow
