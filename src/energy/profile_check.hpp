#pragma once
// What energies ask of a kernel. Private.
#include <string>

#include "simclr_flow/energy/energy.hpp"
#include "simclr_flow/kernel_sum/profile.hpp"

namespace simclr_flow {

/// Throws InputError for a temperature that is not positive and finite.
void check_profile(const char* energy, const Profile& profile);

/// Throws InputError for what is the energy of a pair itself, not a kernel: it may be negative.
void require_kernel(const char* energy, const Profile& profile);

inline bool has_pole(const Profile& profile) {
  return profile.functions().at_zero() == KernelFunctions::AtZero::pole;
}

/// Which latents coincide, where that makes a kernel infinite; "" where none do.
std::string told_coincidence(const Latents& latents, const Profile& profile);

}  // namespace simclr_flow
