#include "solver_error.hpp"

#include <algorithm>

namespace simclr_flow {
namespace {

/// Steps that a row inside one counts as.
double of_a_row(const Judged& j) {
  if (j.flow_config.integrator.method == "bulirsch_stoer") return 100;
  return j.method.one_step ? 2 : 10;
}

}  // namespace

double local_error(const Judged& j, double largest) {
  if (!j.method.adaptive) return 0;
  return j.flow_config.integrator.atol + j.flow_config.integrator.rtol * largest;
}

double accumulated_error(const Judged& j, Index steps, double largest) {
  return (static_cast<double>(steps) + of_a_row(j)) * local_error(j, largest);
}

double largest_coordinate(const Judged& j, std::size_t frame) {
  double largest = 0;
  const std::size_t last = std::min(frame + 2, j.flow.positions.size());
  for (std::size_t t = 0; t < last; ++t)
    largest = std::max(largest, j.flow.angles.empty() ? j.flow.positions[t].cwiseAbs().maxCoeff()
                                                      : j.flow.angles[t].cwiseAbs().maxCoeff());
  return largest;
}

double largest_of_states(const Judged& j, double time) {
  double largest = j.flow.first_weights.size() > 0 ? j.flow.first_weights.cwiseAbs().maxCoeff() : 0;
  for (std::size_t p = 0; p < j.flow.pairs.size(); ++p) {
    largest = std::max(largest, j.flow.pairs[p].cwiseAbs().maxCoeff());
    if (j.flow.pairs_clock.time[p] > time) break;
  }
  return largest;
}

}  // namespace simclr_flow
