#pragma once
#include <fmt/format.h>

#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/kernel_sum/profile.hpp"

namespace simclr_flow {

inline void check_profile(const char* energy, const Profile& profile) {
  if (!(profile.temperature > 0) || !std::isfinite(profile.temperature))
    throw InputError(fmt::format("energy '{}': temperature must be positive and finite, not {}",
                                 energy, profile.temperature));
}

}  // namespace simclr_flow
