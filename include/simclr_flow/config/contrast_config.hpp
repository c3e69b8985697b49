#pragma once
#include <span>

#include "simclr_flow/core/choice.hpp"

namespace simclr_flow {

/// A contrast of one's own: mean Psi(R/A) with Psi(t) = log(offset + t) or t.
struct ContrastConfig {
  enum class Outer { log, linear };
  /// What R takes.
  enum class Negatives { all, other_samples, same_view, cross };

  Outer outer = Outer::log;
  double offset = 1;  ///< log only
  Negatives negatives = Negatives::all;
  bool self = true;      ///< all only: whether R takes the latent itself
  bool mean = true;      ///< R is divided by N (cross: n)
  bool positive = true;  ///< R is divided by A, the kernel of the positive pair; else A = 1
};

std::span<const Choice<ContrastConfig::Outer>> choices(ContrastConfig::Outer);
std::span<const Choice<ContrastConfig::Negatives>> choices(ContrastConfig::Negatives);

}  // namespace simclr_flow
