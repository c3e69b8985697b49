#pragma once
// 2^t for t <= 0 in plain C++ that compilers vectorise. Included by the sweeps only, once for each
// instruction set: everything here has internal linkage.
#include <bit>
#include <cstdint>

namespace {

/// 2^r on [-1/2, 1/2], from tests/gold/exp2_coefficients.py.
constexpr double exp2_coefficients[] = {
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

/// 2^t for t <= 0, relative error below 4e-16; 1 at t = 0 and 0 for t < -1020.
/// Rounds t to an integer by adding 1.5·2^52, so -ffast-math must stay off.
[[gnu::always_inline]] inline double exp2_not_positive(double t) {
  constexpr double shift = 0x1.8p52, lowest = -1020;
  const double clamped = t < lowest ? lowest : t;
  const double shifted = clamped + shift;
  const double r = clamped - (shifted - shift);
  double p = exp2_coefficients[11];
#pragma GCC unroll 16
  for (int k = 10; k >= 0; --k) p = p * r + exp2_coefficients[k];
  const auto exponent = std::bit_cast<std::uint64_t>(shifted) << 52;
  const double value = std::bit_cast<double>(std::bit_cast<std::uint64_t>(p) + exponent);
  return t < lowest ? 0 : value;
}

}  // namespace
