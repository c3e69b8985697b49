#pragma once
#include <cstdlib>
#include <optional>
#include <string>

namespace simclr_flow {

/// The value of an environment variable; none if it is not set or empty.
inline std::optional<std::string> environment_value(const char* name) {
  const char* value = std::getenv(name);
  if (!value || !*value) return std::nullopt;
  return value;
}

}  // namespace simclr_flow
