#pragma once
// The exponential as a loop that every compiler vectorises. Private to theory.
#include <cstdint>

namespace simclr_flow::theory {

/// e^x for x <= 0, with a relative error below 3e-16; at most 4e-308 where x < -708, and not a
/// number where x is none. x = m ln 2 + r, |r| <= ln(2)/2: 2^m by the bits of a double, e^r by its
/// series to r^13/13!, whose remainder is below 5e-18. Calls no function: loops compiled for
/// another processor could not take it in.
[[gnu::always_inline]] inline double exponential(double x) {
  constexpr double whole = 6755399441055744.0;  // 1.5 2^52: sums with it end at the units' digit
  constexpr double log2_e = 1.4426950408889634074;
  constexpr double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
  const double inside = x < -708 ? -708 : x;
  const double shifted = inside * log2_e + whole, m = shifted - whole;
  const double r = (inside - m * ln2_high) - m * ln2_low;
  double series = 1. / 6227020800;  // 1/13!
  series = series * r + 1. / 479001600;
  series = series * r + 1. / 39916800;
  series = series * r + 1. / 3628800;
  series = series * r + 1. / 362880;
  series = series * r + 1. / 40320;
  series = series * r + 1. / 5040;
  series = series * r + 1. / 720;
  series = series * r + 1. / 120;
  series = series * r + 1. / 24;
  series = series * r + 1. / 6;
  series = series * r + 1. / 2;
  series = series * r + 1;
  series = series * r + 1;
  return __builtin_bit_cast(double, __builtin_bit_cast(std::int64_t, series) +
                                        (__builtin_bit_cast(std::int64_t, shifted) << 52));
}

}  // namespace simclr_flow::theory
