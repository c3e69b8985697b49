#pragma once
#include "simclr_flow/kernel_sum/kernel.hpp"

namespace simclr_flow {

class SortCache;

/// How the sums of a kernel are taken.
///
/// Direct: over all pairs. Fast: with the gauss kernel, latents on the line or in the plane, on a
/// circle or a sphere about the origin (d = 1, 2 or 3; all norms equal but for rounding) in O(N),
/// by fast_gauss; anything else is direct. Automatic: fast where it is expected to take less time.
/// Which it is is a function of the latents and these settings alone.
///
/// Fast sums have the relative error `accuracy` at most in each exp(L_i), and a hundred times that,
/// in units of exp(L_i)/sqrt(tau), in the norm of its gradient by its row (whose errors are about a
/// hundredth of what is proven); rows for which that cannot be proven - those with little mass near
/// them beside that of others - are summed directly. Forces on columns
/// are wrong by at most that share of the absolute sum of what is near. Derivatives along
/// directions are always direct.
struct Summation {
  enum class Way { automatic, direct, fast };
  Way way = Way::direct;
  double accuracy = 1e-10;  ///< in [1e-12, 1e-4]
};

/// A kernel at a temperature, by its exponent e(s) = log k as a function of s = |z - z'|^2 / 2,
/// with e(0) = 0.
///
/// Domain: s >= 0, tau > 0. Sources: those of the kernels, src/kernel_sum/kernels.
class Profile {
 public:
  /// Parameters that are not given have their standard values, lists their samples. Throws
  /// InputError for one that the kernel does not have, for a value out of its range, and for values
  /// that the kernel refuses.
  Profile(const Kernel& kernel, double temperature, const Parameters& parameters = {});

  double temperature() const { return temperature_; }
  double exponent(double s) const { return functions_->exponent(s); }
  /// e'(s) < 0.
  double slope(double s) const { return functions_->slope(s); }
  /// e''(s).
  double curvature(double s) const { return functions_->curvature(s); }
  const KernelFunctions& functions() const { return *functions_; }

  /// Has the sums with this profile, and with copies of it, taken so; they share what they know of
  /// orders of points. Throws InputError for an accuracy out of its range.
  Profile& summed(const Summation& summation);
  const Summation& summation() const { return summation_; }
  /// Null until `summed`. No result depends on it.
  const std::shared_ptr<SortCache>& sort_cache() const { return sort_cache_; }

 private:
  double temperature_;
  std::shared_ptr<const KernelFunctions> functions_;
  Summation summation_{};
  std::shared_ptr<SortCache> sort_cache_{};
};

/// exp(-s/tau), the kernel of SimCLR.
Profile gauss_profile(double temperature);

}  // namespace simclr_flow
