#pragma once
// The modes of a kernel and of views that grow, and how far latents are made of them, once more.
// Private to judge.
#include "judged.hpp"
#include "worst.hpp"

namespace simclr_flow {

/// growth_rates and growth_alignment of a kernel (experiments/README.md, tangent kernels), by
/// theory's form of the energy near collapse and its left eigenvectors.
class GrowingModes {
 public:
  /// Whether they are stored, and theory has the form.
  static bool are_judged(const Judged& judged);
  /// theta: N rows or N q; rounding: of an entry of it. O(N^3).
  GrowingModes(const Judged& judged, const Points& theta, double rounding);

  /// square: by which rates are slower, the mean of |y|^2 where lengths are free.
  void see_rates(const State& stored, double square, Worst& worst) const;
  void see_alignment(const State& stored, const Points& latents, Worst& worst) const;

 private:
  double error_of(Index r) const;
  bool is_doubtful(Index r) const;

  State rates_;     ///< falling, 0 of modes that do not grow
  State rounding_;  ///< of each
  double fastest_ = 0;
  Points span_;  ///< orthonormal, a column per growing mode, without means
};

}  // namespace simclr_flow
