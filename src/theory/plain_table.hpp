#pragma once
// A kernel by samples of its logarithm, or by a text of it. Private to theory.
#include <vector>

#include "plain_expression.hpp"
#include "simclr_flow/theory/plain_kernel.hpp"

namespace simclr_flow::theory {

/// log k through samples at distances r_i, as the cubic Hermite interpolant in s = r^2/2 whose
/// slopes make second derivatives continuous, and third ones next to the ends; past the last
/// sample, of slope -m and curvature b there, the power (1 + b x/m)^(-m²/b) times its k, or for b <
/// 0 a fall that steepens to twice m. Shares no code with kernel_sum/. Source: de Boor 1978.
///
/// Of an expression, followed to distance `range`: samples where s + tau/4 grows by one factor, in
/// the fewest of 64, 128, ..., 8192 steps for which the interpolant is off by 1e-12 max(1, |log k|)
/// at most in the middles of the intervals of s; of 8192 otherwise. Its b is that of the cubic
/// through the values at S, S - h, S - 2h, S - 3h, where S = range^2/2 and h = S/25; 0
/// where that is rounding.
class PlainTable final : public PlainKernel {
 public:
  using Real = long double;
  PlainTable(Real temperature, const Parameters& given);
  Real log_k(Real s) const override;
  Real pull(Real s) const override;

 private:
  void interpolate();
  static PlainTable of_text(const std::string& text, Real tau, Real reach);
  bool take_text(const PlainExpression& text, Real tau, Real reach, int steps);
  PlainTable() = default;
  std::size_t interval(Real s) const;

  std::vector<Real> s_, log_, slope_;
  Real bend_ = 0;
};

}  // namespace simclr_flow::theory
