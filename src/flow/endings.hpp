#pragma once
// How steps and runs end, in words. Private to flow.
#include <fmt/format.h>

#include "simclr_flow/core/status.hpp"

namespace simclr_flow {

/// Work that was cancelled.
inline Status stopped_by_signal(double t) {
  return {Outcome::interrupted, fmt::format("a signal came at t = {:.6g}", t)};
}
inline Status not_finite_after(double t) {
  return {Outcome::failed, fmt::format("the state is not finite after t = {:.6g}", t)};
}

}  // namespace simclr_flow
