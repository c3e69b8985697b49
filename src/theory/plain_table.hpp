#pragma once
// A kernel by samples of its logarithm. Private to theory.
#include <vector>

#include "simclr_flow/theory/plain_kernel.hpp"

namespace simclr_flow::theory {

/// log k through samples at distances r_i, as the cubic Hermite interpolant in s = r^2/2 whose
/// slopes make second derivatives continuous, and third ones next to the ends; past the last
/// sample, of slope -m and curvature b there, the power (1 + b x/m)^(-m²/b) times its k, or for b <
/// 0 a fall that steepens to twice m. Shares no code with kernel_sum/. Source: de Boor 1978.
class PlainTable final : public PlainKernel {
 public:
  using Real = long double;
  PlainTable(Real temperature, const Parameters& given);
  Real log_k(Real s) const override;
  Real pull(Real s) const override;

 private:
  std::size_t interval(Real s) const;

  std::vector<Real> s_, log_, slope_;
  Real bend_ = 0;
};

}  // namespace simclr_flow::theory
