#pragma once
#include <fmt/format.h>

#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/kernel_sum/profile.hpp"

namespace simclr_flow {

inline void check_profile(const char* energy, const Profile& profile) {
  if (const double tau = profile.temperature(); !(tau > 0) || !std::isfinite(tau))
    throw InputError(
        fmt::format("energy '{}': temperature must be positive and finite, not {}", energy, tau));
}

}  // namespace simclr_flow
