#pragma once
// power_of_two(t), t < 1000: 2^t in vectors, relative error below 4e-16; 1 at t = 0 and 0 for t <
// -1020. Not for -ffast-math, which would undo the rounding. Included by files that are compiled
// for one instruction set: see simd.hpp.
#include <bit>
#include <utility>

#include "core/simd.hpp"

namespace {

// All numbers are from tests/gold/exp2_coefficients.py.

/// 2^r on [-1/2, 1/2].
constexpr double exp2_by_halves[] = {
    1.0,
    0.6931471805599453,
    0.24022650695910158,
    0.055504108664821625,
    0.009618129107587256,
    0.001333355814640647,
    0.00015403530463724353,
    1.5252733841556773e-05,
    1.3215432535912375e-06,
    1.0178057087733941e-07,
    7.074194297288521e-09,
    4.4558179083360645e-10,
};
/// 2^r on [0, 1/16].
constexpr double exp2_by_sixteenths[] = {
    1.0,
    0.6931471805599342,
    0.2402265069619373,
    0.05550410839266339,
    0.009618141536824276,
    0.0013330646654633196,
    0.00015741054585796275,
};
/// 2^(i/16).
constexpr double sixteenths[] = {
    1.0,
    1.0442737824274138,
    1.0905077326652577,
    1.1387886347566916,
    1.189207115002721,
    1.241857812073484,
    1.2968395546510096,
    1.3542555469368927,
    1.4142135623730951,
    1.4768261459394993,
    1.5422108254079407,
    1.6104903319492543,
    1.681792830507429,
    1.7562521603732995,
    1.8340080864093424,
    1.9152065613971474,
};

#if SIMD_BYTES == 64

template <std::size_t... k>
constexpr Integers sixteenth_bits(std::size_t first, std::index_sequence<k...>) {
  return Integers{std::bit_cast<std::uint64_t>(sixteenths[first + k])...};
}

/// 2^t for t < 1000: one instruction reads the table of sixteenths, another multiplies by powers of
/// 2.
[[gnu::always_inline]] inline Vector power_of_two(Vector t) {
  constexpr auto eight = std::make_index_sequence<8>();
  constexpr double shift = 0x1.8p48;  // rounds to sixteenths, and leaves them in the lowest bits
  constexpr const double* c = exp2_by_sixteenths;
  const Integers n = std::bit_cast<Integers>(sum_downwards(t, Vector{} + shift));
  const Vector r = rest_of_sixteenths(t);
  const Vector scale =
      std::bit_cast<Vector>(looked_up(sixteenth_bits(0, eight), sixteenth_bits(8, eight), n));
  Vector slope = c[6] * r + c[5];
#pragma GCC unroll 4
  for (int k = 4; k > 0; --k) slope = slope * r + c[k];
  return times_whole_power(scale * r * slope + scale, t, -1020);
}

#else

/// 2^t for |t| < 1020.
[[gnu::always_inline]] inline Vector moderate_power_of_two(Vector t) {
  constexpr double shift = 0x1.8p52;  // rounds to integers, and leaves them in the lowest bits
  constexpr const double* c = exp2_by_halves;
  const Vector shifted = t + shift, r = t - (shifted - shift), square = r * r;
  Vector even = square * c[10] + c[8], odd = square * c[11] + c[9];
  for (int k = 6; k >= 0; k -= 2) {
    even = even * square + c[k];
    odd = odd * square + c[k + 1];
  }
  return std::bit_cast<Vector>(std::bit_cast<Integers>(odd * r + even) +
                               (std::bit_cast<Integers>(shifted) << 52));
}

/// 2^t for t < 1000.
[[gnu::always_inline]] inline Vector power_of_two(Vector t) {
  return t < -1020 ? Vector{} : moderate_power_of_two(t);
}

#endif

}  // namespace
