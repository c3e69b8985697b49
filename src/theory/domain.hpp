#pragma once
#include <fmt/format.h>

#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

// Domains that the functions of theory/ share. The message names what asked.

inline bool is_temperature(double tau) { return tau >= 1e-4 && tau <= 1e4; }

inline void require_temperature(const char* what, double tau) {
  if (!is_temperature(tau))
    throw InputError(fmt::format("{}: tau = {}; allowed is [1e-4, 1e4]", what, tau));
}

inline void require_offset(const char* what, const char* name, double offset) {
  if (!(offset >= 0 && std::isfinite(offset)))
    throw InputError(fmt::format("{}: {} = {}; allowed is [0, infinity)", what, name, offset));
}

inline void require_points(const char* what, Index n) {
  if (n < 2) throw InputError(fmt::format("{}: N = {}; allowed is N >= 2", what, n));
}

inline void require_views(Index views) {
  if (views < 1) throw InputError(fmt::format("lower bound: V = {}; allowed is V >= 1", views));
}

inline void require_ambient(const char* what, Index d) {
  if (d < 2) throw InputError(fmt::format("{}: d = {}; allowed is d >= 2", what, d));
}

}  // namespace simclr_flow::theory
