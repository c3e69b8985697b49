#pragma once
// The mean of what is the energy of a pair itself. Private.
#include <memory>

#include "simclr_flow/energy/energy.hpp"
#include "simclr_flow/kernel_sum/profile.hpp"

namespace simclr_flow {

/// E = sum_{i != j} p_i p_j e(|z_i - z_j|^2/2) of single views, p_i = 1/N without masses: with e =
/// -log|z-z'| the logarithmic energy (Smale's 7th problem). Infinite where two latents coincide.
/// O(N^2 d). Throws InputError as make_contrastive, and evaluate() for several views, whose R/A
/// needs a kernel.
std::unique_ptr<Energy> make_pair_mean(const char* name, Profile profile);

}  // namespace simclr_flow
