#pragma once
// Logarithms in vectors. Included by files that are compiled for one instruction set: see simd.hpp.
#include <bit>

#include "core/simd.hpp"

namespace {

/// log(1 + f) for f in [-0.3, 0.42]: with q = f/(2 + f), 2 atanh(q) = 2 q + q (2 q^2/3 + 2 q^4/5 +
/// ...), arranged so that f, which is exact, is the largest term.
[[gnu::always_inline]] inline Vector log_near_one(Vector f) {
  const Vector q = f / (2 + f), square = q * q, half = 0.5 * f * f;
  Vector series = square * (2.0 / 19) + 2.0 / 17;
#pragma GCC unroll 8
  for (int n = 15; n > 1; n -= 2) series = series * square + 2.0 / n;
  return f - (half - q * (half + series * square));
}

/// log(1 + x) = n log 2 + rest.
struct LogarithmParts {
  Vector n, rest;
};

/// For 0 <= x < 1e300.
[[gnu::always_inline]] inline LogarithmParts log_parts_of_one_plus(Vector x) {
  constexpr auto bits_of_root = std::bit_cast<std::uint64_t>(0.7071067811865476);
  constexpr auto bits_of_shift = std::bit_cast<std::uint64_t>(0x1p52);  // whose last bits count
  const Vector sum = 1 + x, rest = sum - 1, lost = (1 - (sum - rest)) + (x - rest);
  const Integers bits = std::bit_cast<Integers>(sum), n = (bits - bits_of_root) >> 52;
  const Vector mantissa = std::bit_cast<Vector>(bits - (n << 52));  // from sqrt(1/2) to sqrt(2)
  const Vector exponent = std::bit_cast<Vector>(n + bits_of_shift) - 0x1p52;
  return {exponent, log_near_one(mantissa - 1) + lost / sum};
}

/// log2(1 + x) for 0 <= x < 1e300, to 1.5 units in the last place.
[[gnu::always_inline]] inline Vector log2_of_one_plus(Vector x) {
  constexpr double log2_e = 1.4426950408889634;
  const LogarithmParts log = log_parts_of_one_plus(x);
  return log.n + log2_e * log.rest;
}

/// log(1 + x) for 0 <= x < 1e300, to 1.5 units in the last place.
[[gnu::always_inline]] inline Vector log_of_one_plus(Vector x) {
  constexpr double log_2 = 0.6931471805599453;
  const LogarithmParts log = log_parts_of_one_plus(x);
  return log.n * log_2 + log.rest;
}

}  // namespace
