#pragma once
// Exponentials and the hyperbolic tangent in vectors. Included by files that are compiled for one
// instruction set: see simd.hpp. NaN stays NaN in all of them.
#include <bit>

#include "core/loose_vectors.hpp"

namespace {

/// e^x = 2^n (1 + rest) with |rest| < 0.42, n the integer nearest to x/log 2.
struct ExponentialParts {
  Integers n;  ///< in its lowest bits
  Vector rest;
};

struct InverseFactorials {
  double of[14];
};
constexpr InverseFactorials inverse_factorials = [] {
  InverseFactorials all{};
  double factorial = 1;
  for (int k = 0; k < 14; ++k) all.of[k] = 1 / (factorial *= k > 0 ? k : 1);
  return all;
}();

/// e^r - 1 for |r| <= log(2)/2, the first term exact: the series of the others ends at r^13/13!,
/// below 2e-17 r.
[[gnu::always_inline]] inline Vector small_exponential_less_one(Vector r) {
  constexpr const double* c = inverse_factorials.of;
  const Vector square = r * r;
  Vector even = broadcast(c[12]), odd = broadcast(c[13]);
#pragma GCC unroll 8
  for (int k = 10; k >= 2; k -= 2) {
    even = even * square + c[k];
    odd = odd * square + c[k + 1];
  }
  return r + square * (odd * r + even);
}

/// For |x| < 1000. Where n = 0, `rest` is exact to its rounding.
[[gnu::always_inline]] inline ExponentialParts exponential_parts(Vector x) {
  constexpr double shift = 0x1.8p52;  // rounds to integers, and leaves them in the lowest bits
  // log 2 in two pieces: n times the first is exact.
  constexpr double log2_e = 1.4426950408889634, high = 0x1.62e42feep-1, low = 0x1.a39ef35793c76p-33;
  const Vector shifted = x * log2_e + shift, n = shifted - shift;
  return {std::bit_cast<Integers>(shifted), small_exponential_less_one(x - n * high - n * low)};
}

/// 2^n for |n| < 1000.
[[gnu::always_inline]] inline Vector two_to_the(Integers n) {
  return std::bit_cast<Vector>(std::bit_cast<std::uint64_t>(1.0) + (n << 52));
}

/// e^x for x <= 0, to 1 unit in the last place; gradually to 0, which it is below -746.
[[gnu::always_inline]] inline Vector decaying_exponential(Vector x) {
  constexpr std::uint64_t lift = 128;
  const auto deep = x < -600;
  const ExponentialParts e = exponential_parts(x < -760 ? broadcast(-760) : x);
  const Vector scale = two_to_the(deep ? e.n + lift : e.n);
  return (scale * e.rest + scale) * (deep ? broadcast(0x1p-128) : broadcast(1));
}

/// tanh x = t/(2 - t), t = 1 - e^{-2|x|}, with the sign of x; to 2 units in the last place: odd, x
/// itself where |x| < 1e-8, and ±1 beyond ±20. What t and 2 - t lose when they are rounded is put
/// back, by 1/(2 - t) = (1 + tanh x)/2.
[[gnu::always_inline]] inline Vector hyperbolic_tangent(Vector x) {
  constexpr std::uint64_t sign = std::uint64_t{1} << 63;
  const Integers bits = std::bit_cast<Integers>(x);
  const Vector size = std::bit_cast<Vector>(bits & ~sign);
  const ExponentialParts e = exponential_parts(-2 * (size > 20 ? broadcast(20) : size));
  const Vector scale = two_to_the(e.n), above = 1 - scale, below = scale * e.rest;
  const Vector t = above - below, lost = (above - t) - below;
  const Vector under = 2 - t, under_lost = ((2 - under) - t) - lost, ratio = t / under;
  const Vector near = ratio + (lost - ratio * under_lost) * (0.5 + 0.5 * ratio);
  return std::bit_cast<Vector>(std::bit_cast<Integers>(near) | (bits & sign));
}

}  // namespace
