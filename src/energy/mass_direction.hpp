#pragma once
// Directions of masses. Private to energy.
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// The direction of the log p_i, 0 where p_i = 0; empty if the masses stay.
inline State log_mass_direction(const State& mass, const State* mass_dot) {
  if (!mass_dot) return {};
  return (mass.array() > 0).select(mass_dot->array() / mass.array(), 0);
}

}  // namespace simclr_flow
