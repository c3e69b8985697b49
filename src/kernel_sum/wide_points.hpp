#pragma once
// Points for sums by inner products: see sweeps.hpp. Private.
#include <optional>

#include "pair_data.hpp"

namespace simclr_flow {

/// Points less a centre, a multiple of 8 of them, with their squares times rate.
struct CentredPoints {
  CentredPoints(Eigen::Map<const Points> points, const State& centre, double rate);
  WideSide side(const double* mass, const double* scale) const {
    return {point.data(), exact, square.data(), mass, scale};
  }
  Eigen::Map<const State> at(Index i) const { return {point.data() + i * stride, dims}; }
  Eigen::Map<const Points, 0, Eigen::OuterStride<>> view() const {
    return {point.data(), dims, count, Eigen::OuterStride<>(stride)};
  }

  Eigen::Map<const Eigen::ArrayXd> squares() const { return {square.data(), count}; }

  Index dims, count, padded, stride;
  const double* exact;
  ScratchArray point, square;
};

/// The rows and columns of a sum, less the centre of all of them.
struct WidePoints {
  /// Nothing where inner products would cost digits, or time. With |u - v|^2 as |u|^2 + |v|^2 - 2
  /// u·v, exponents have the rounding errors of 2 r^2/tau, r the largest distance from the centre:
  /// that is at most `most_spread`. Kernels are above e^-512 then; masses, at most 1, must be above
  /// e^-100, or 0.
  static std::optional<WidePoints> of(const PairData& data);
  /// Without asking what they cost.
  explicit WidePoints(const PairData& data);

  const CentredPoints& of_rows() const { return rows ? *rows : columns; }
  /// Whether 2 r^2/tau is moderate; not where squares underflow, nor for NaN.
  bool are_moderate(double rate, double tau) const;
  /// The part of near pairs among some that are picked from all.
  double part_of_near(double rate) const;

  static constexpr double most_spread = 512;

  CentredPoints columns;
  std::optional<CentredPoints> rows;  // none within one cloud
  /// Pairs with |u - v|^2 below this part of |u|^2 + |v|^2 are near: c v - c u would have 16 times
  /// the error of their force c (v - u), or more.
  double near_part = 1.0 / 256;
};

}  // namespace simclr_flow
