#pragma once
#include "simclr_flow/kernel_sum/kernel.hpp"

namespace simclr_flow {

/// A kernel at a temperature, by its exponent e(s) = log k as a function of s = |z - z'|^2 / 2,
/// with e(0) = 0.
///
/// Domain: s >= 0, tau > 0. Sources: those of the kernels, src/kernel_sum/kernels.
class Profile {
 public:
  /// Parameters that are not given have their standard values. Throws InputError for one that the
  /// kernel does not have, and for a value out of its range.
  Profile(const Kernel& kernel, double temperature, const Parameters& parameters = {});

  double temperature() const { return temperature_; }
  double exponent(double s) const { return functions_->exponent(s); }
  /// e'(s) < 0.
  double slope(double s) const { return functions_->slope(s); }
  /// e''(s).
  double curvature(double s) const { return functions_->curvature(s); }
  const KernelFunctions& functions() const { return *functions_; }

 private:
  double temperature_;
  std::shared_ptr<const KernelFunctions> functions_;
};

/// exp(-s/tau), the kernel of SimCLR.
Profile gauss_profile(double temperature);

}  // namespace simclr_flow
