#pragma once
#include <string>

#include "simclr_flow/core/parameter.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// What is asked about: an energy of n samples of V views on S^{d-1}.
struct Setting {
  Index dim = 2;  ///< d >= 2, of the ambient space
  double temperature = 0.2;
  std::string preset = "simclr";  ///< linear, or one of theory/family.hpp
  Index samples = 0;              ///< n >= 2, or 0: laws, and configurations of every size
  Index views = 1;                ///< V >= 1; samples·views <= most_latents
  std::string kernel = "gauss";   ///< one that plain_kernel knows
  Parameters parameters = {};     ///< of the kernel: a value for each

  static constexpr Index most_latents = 10'000'000;
};

}  // namespace simclr_flow::theory
