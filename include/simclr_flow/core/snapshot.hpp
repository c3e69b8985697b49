#pragma once
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// What observers see of a flow at one output time. References hold during observe() only.
struct Snapshot {
  Index step;  ///< accepted steps so far
  double time;
  const Points& outputs;  ///< raw coordinates y, coordinate_dim×N
  const Points& latents;  ///< ambient points z, d×N
  double energy;
  double gradient_norm;  ///< LatentEnergy::gradient_norm
  double dissipation;    ///< -dE/dt
};

/// Watches a flow at its output times.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void observe(const Snapshot& snapshot) = 0;
};

}  // namespace simclr_flow
