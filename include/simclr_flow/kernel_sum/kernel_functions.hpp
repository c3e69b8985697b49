#pragma once
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

struct SweepForm;

/// A kernel k = exp(e(s)), s = |z - z'|^2/2, at one temperature and values of its parameters.
///
/// Domain: s >= 0, up to 1e300. Laws: e(0) = 0, e' = slope < 0, e'' = curvature, all finite; at s
/// = 0 as far as `at_zero` says. `e` goes on where k itself underflows: far latents feel by it
/// which of them is nearest.
/// One's own kernel is a subclass with these three functions: see Kernel.
class KernelFunctions {
 public:
  using Row = Eigen::ArrayXd;
  /// e at s = 0, where latents are in one place.
  enum class AtZero {
    smooth,  ///< e(0) = 0, e' and e'' finite
    kink,    ///< e(0) = 0, no derivative there: slope, curvature and decay are 0 by convention
    pole,    ///< e(0) = infinity; derivatives as at a kink
  };

  virtual ~KernelFunctions() = default;
  virtual double exponent(double s) const = 0;
  virtual double slope(double s) const = 0;
  virtual double curvature(double s) const = 0;
  /// -e''/e' = -(log |e'|)', the rate at which the pull between two latents weakens.
  virtual double decay(double s) const;

  virtual AtZero at_zero() const { return AtZero::smooth; }
  /// Whether the energy of a pair is e itself, not k: of -log|z-z'|, which is no kernel.
  virtual bool is_pair_energy() const { return false; }
  /// Whether e(s) = -s/tau: the Gaussian kernel, which fast sums take.
  virtual bool has_linear_exponent() const { return false; }

  // Of every s of a row.
  virtual void exponents(const Row& s, Row& out) const;
  virtual void pulls(const Row& s, Row& out) const;  ///< -e'
  virtual void decays(const Row& s, Row& out) const;

  /// How the vectorised sums take the kernel; null: they do not, and safe rows, which use the
  /// functions above, sum it: right and slower.
  virtual const SweepForm* sweep_form() const { return nullptr; }
};

}  // namespace simclr_flow
