#pragma once
// How moments are translated along a row of cells of the plane. Private.
#include <vector>

#include "patch_choice.hpp"
#include "patch_passes.hpp"
#include "simclr_flow/core/scratch_array.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Of one factor of the kernel, exp(-(o w + (x - y) w/2)^2/2) for cells at the offset o, |o| <=
/// reach, the coefficients C_o(r, k) of T_r(x) T_k(y), at [k·stride + r].
///
/// Sums over the plane leave out the degrees k + b >= P at the source and r + c >= P at the target.
/// A unit charge at the offset (o, p) is wrong in value by at most
///   2 sum_{k+b>=P} A_o(k) A_p(b),  A_o(k) = sum_r |C_o(r, k)|  (|C_o| is symmetric),
/// as |T| <= 1, and in gradient by the same with r^2 2/w, as |T_r'| <= r^2. Both stay below
/// error · envelope(o) · envelope(p); the envelope is the wider of what both do at (o, o) and (o,
/// 0), and the two errors are the least that make it true.
class PlaneTable {
 public:
  PlaneTable(const PatchChoice& choice, Index reach);
  Index reach() const { return reach_; }
  const double* of(Index offset) const { return entries_.data() + (offset + reach_) * size_; }
  double envelope(Index offset) const {
    return envelope_[static_cast<std::size_t>(std::abs(offset))];
  }
  /// In units of 1 and 1/sqrt(tau): of truncation, ...
  double value_error() const { return value_error_; }
  double gradient_error() const { return gradient_error_; }
  /// ... and the absolute sum of all terms, which rounding is to be seen against.
  double value_terms() const { return value_terms_; }
  double gradient_terms() const { return gradient_terms_; }

 private:
  Index reach_, size_;
  ScratchArray entries_;  // on cache lines
  std::vector<double> envelope_;
  double value_error_ = 0, gradient_error_ = 0, value_terms_ = 0, gradient_terms_ = 0;
};

}  // namespace simclr_flow
