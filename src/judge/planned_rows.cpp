#include "planned_rows.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace simclr_flow {
namespace {

/// Whether something other than its time may have ended a flow that is done.
bool may_end_early(const StopConfig& stop) {
  return stop.steps > 0 || stop.gradient_norm > 0 || stop.plateau_drop > 0;
}

/// Every `every`-th step, then perhaps a last one before the next.
bool are_planned_steps(Index every, const std::vector<Index>& step) {
  const Index last = std::ssize(step) - 1;
  for (Index k = 0; k < last; ++k)
    if (step[static_cast<std::size_t>(k)] != k * every) return false;
  return step.back() <= last * every && (last == 0 || step.back() >= (last - 1) * every);
}

}  // namespace

bool are_planned_rows(const Judged& j, const CadenceConfig& cadence, const StoredClock& clock) {
  const auto planned = output_times(cadence, j.flow_config.stop.time);
  const auto& stored = clock.time;
  const double end = planned.back();
  const bool whole = j.flow.status == "done" && !may_end_early(j.flow_config.stop);
  if (stored.empty() || stored.front() != 0 || stored.back() > end * (1 + 1e-12)) return false;
  if (whole && std::abs(stored.back() - end) > 1e-12 * end) return false;
  if (std::ranges::adjacent_find(stored, std::greater_equal<>()) != stored.end()) return false;
  if (clock.step.front() != 0 || !std::ranges::is_sorted(clock.step)) return false;
  if (cadence.spacing == CadenceConfig::Spacing::steps)
    return are_planned_steps(cadence.every, clock.step);
  if (stored.size() > planned.size() || (whole && stored.size() != planned.size())) return false;
  for (std::size_t t = 0; t < stored.size(); ++t) {
    const bool last_state = !whole && t > 0 && t + 1 == stored.size() && stored[t] < planned[t];
    if (!last_state && std::abs(stored[t] - planned[t]) > 1e-12 * planned[t]) return false;
  }
  return true;
}

bool stores_all_probes(const Judged& j) {
  Index state = j.flow.particles * coordinate_count(j);
  if (j.flow.kind == "network")
    state = j.flow.weights + (j.flow_config.has_latents_in_state() ? state : 0);
  const auto planned = planned_pairs(j.config.output, j.flow_config, j.method.integrates, state);
  const auto& time = j.flow.pairs_clock.time;
  const bool whole = j.flow.status == "done" && !may_end_early(j.flow_config.stop);
  if (time.size() > planned.size() || (whole && time.size() != planned.size())) return false;
  for (std::size_t k = 0; k < time.size(); ++k)
    if (std::abs(time[k] - planned[k]) > 1e-12 * planned[k]) return false;
  return std::ranges::is_sorted(j.flow.pairs_clock.step) &&
         std::ranges::all_of(
             j.flow.pairs, [state](const State& x) { return x.size() == state && x.allFinite(); });
}

}  // namespace simclr_flow
