#pragma once
#include <fmt/format.h>

#include <cmath>
#include <string_view>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow::theory {

/// Throws InputError naming the argument, its value and what is allowed, unless `allowed`.
inline void require(bool allowed, std::string_view name, double value, std::string_view range) {
  if (!allowed) throw InputError(fmt::format("{} = {}: must be {}", name, value, range));
}

inline void require_positive(std::string_view name, double value) {
  require(std::isfinite(value) && value > 0, name, value, "positive and finite");
}

}  // namespace simclr_flow::theory
