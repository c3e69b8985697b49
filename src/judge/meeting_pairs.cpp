#include "meeting_pairs.hpp"

#include "simclr_flow/theory/plain_kernel.hpp"

namespace simclr_flow {
namespace {

bool is_singular(const EnergyConfig& energy) {
  if (!theory::has_plain_kernel(energy.kernel)) return false;
  const auto kernel = theory::plain_kernel(energy.kernel, energy.temperature, energy.parameters);
  return kernel->has_kink() || kernel->has_pole();
}

}  // namespace

bool has_meeting_pairs(const Judged& j, const StatedFlow& stated, const State& x, double time) {
  if (!is_singular(j.config.energy)) return false;
  const Points y = stated.outputs(x), z = stated.latents(y),
               moved = stated.latents(y + time * stated.output_velocity(x)) - z;
  for (Index i = 0; i < z.cols(); ++i)
    for (Index k = 0; k < i; ++k)
      if ((moved.col(i) - moved.col(k)).norm() > (z.col(i) - z.col(k)).norm()) return true;
  return false;
}

}  // namespace simclr_flow
