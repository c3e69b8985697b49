#pragma once

namespace simclr_flow::theory {

/// A contrast by its parts: mean Psi(R/A), Psi(t) = log(offset + t) or t, as energy/contrastive.hpp
/// defines it. Shares no code with it.
struct PlainContrast {
  /// Which latents R takes: all of them, or all but the row's own; those of other samples, of any
  /// view or of the row's; rows of view 0 all latents of view 1.
  enum class Negatives { all, others, other_samples, same_view, cross };

  bool linear = false;
  double offset = 1;  ///< of Psi = log
  Negatives negatives = Negatives::all;
  bool mean = true;      ///< R is divided by N (cross: n)
  bool positive = true;  ///< R is divided by A; else A = 1, and there are no positive pairs
  /// The energy of single views is by definition that of two views that coincide.
  bool twin = false;
  /// With a kernel that is infinite at s = 0, R takes `others` instead of `all`.
  bool self_if_finite = false;
};

}  // namespace simclr_flow::theory
