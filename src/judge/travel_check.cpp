// What particles travel against what the fall of E pays for.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "effort.hpp"
#include "law_scope.hpp"
#include "plain_energy.hpp"
#include "rows.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

/// The way between two frames, and the longest that E and the solver allow.
struct Way {
  double travelled, allowed;
};

Way way_between(const Judged& j, const FrameRow& a, const FrameRow& b, const State& mass,
                const Sizes& sizes) {
  const double error = std::sqrt(static_cast<double>(coordinate_count(j))) *
                       solver_error(j, sizes, a.frame, b.frame);
  const StoredFlow& flow = j.flow;
  const double time = flow.frames.time[b.frame] - flow.frames.time[a.frame];
  const auto& energy = flow.observable("energy");
  // Energies are of points that the solver has put wrong, and rounded.
  const double of_energy = error * std::max(flow.observable("gradient_norm")[a.row],
                                            flow.observable("gradient_norm")[b.row]) +
                           2 * error * error * bending(j) +
                           1e-14 * std::max(size_of_terms(j), std::abs(energy[b.row]));
  const double fall = std::max(energy[a.row] - energy[b.row], 0.0);
  const State squares = (flow.positions[b.frame] - flow.positions[a.frame]).colwise().squaredNorm();
  return {std::sqrt(squares.dot(mass)), std::sqrt(time * (fall + of_energy)) + error};
}

}  // namespace

Findings check_travel(const Judged& j) {
  if (j.flow.kind != "particle" || !j.method.integrates || !j.method.adaptive)
    return {};  // steps of one size may overshoot as they like
  const auto frames = frames_to_check(j);
  if (frames.size() < 2) return {};
  const State mass = masses(j);
  const Sizes sizes = sizes_of_latents(j);
  double largest = 0;
  for (std::size_t k = 1; k < frames.size(); ++k) {
    const Way way = way_between(j, frames[k - 1], frames[k], mass, sizes);
    largest = larger(largest, way.travelled / way.allowed);
  }
  Check check = upper_bound_check(
      "travel", "way between frames over what E pays for", 1, largest, 1e-3,
      "interpolation of rows; the solver's error between frames is allowed in each way");
  check.status = "proven";
  check.source = "sum_i p_i |z_i(t)-z_i(s)|^2 <= (t-s) (E(s)-E(t)): Cauchy-Schwarz";
  return check;
}

}  // namespace simclr_flow
