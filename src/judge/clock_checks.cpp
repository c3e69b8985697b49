// When the rows of a flow should be, and whether its two series tell of one run.
#include <algorithm>
#include <cmath>
#include <functional>

#include "judged.hpp"

namespace simclr_flow {
namespace {

/// A row of any series: its time, its step, and whether it is known to be the end of that step.
struct Tick {
  double time;
  Index step;
  bool ends_step;
};

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

void add_ticks(const CadenceConfig& cadence, const StoredClock& clock, std::vector<Tick>& ticks) {
  for (std::size_t k = 0; k < clock.time.size(); ++k) {
    const bool by_step = cadence.spacing == "steps" && k + 1 < clock.time.size();
    ticks.push_back({clock.time[k], clock.step[k], k == 0 || by_step});
  }
}

/// Steps follow times, and what is after the end of a step belongs to a later one.
bool is_one_clock(const Judged& j) {
  std::vector<Tick> ticks;
  add_ticks(j.config.output.frames, j.flow.frames, ticks);
  add_ticks(j.config.output.observables, j.flow.observables_clock, ticks);
  add_ticks(j.config.output.kernel, j.flow.kernel().clock, ticks);
  add_ticks({}, j.flow.pairs_clock, ticks);
  // Equal times of two spacings may differ by rounding.
  std::ranges::sort(ticks, {}, &Tick::time);
  return std::ranges::adjacent_find(ticks, [](const Tick& a, const Tick& b) {
           const bool later = b.time > a.time * (1 + 1e-12);
           return b.step < a.step || (later && a.ends_step && b.step == a.step) ||
                  (b.time == a.time && a.ends_step && b.ends_step && b.step != a.step);
         }) == ticks.end();
}

/// Steps of one size end at its multiples.
bool keeps_step(const Judged& j, const CadenceConfig& cadence, const StoredClock& clock) {
  if (j.method.adaptive) return true;
  std::vector<Tick> ticks;
  add_ticks(cadence, clock, ticks);
  return std::ranges::all_of(ticks, [h = j.flow_config.integrator.step](const Tick& tick) {
    const double steps = tick.time / h, whole = static_cast<double>(tick.step);
    const double rounding = 1e-9 * std::max(1.0, steps);
    if (tick.ends_step) return std::abs(steps - whole) <= rounding;
    return steps <= whole + rounding && steps >= whole - 1 - rounding;
  });
}

/// Whether E fell by no more than the plateau's drop a step over its last steps, as far as rows
/// tell.
bool is_flat(const Judged& j) {
  const StopConfig& stop = j.flow_config.stop;
  if (!j.method.integrates) return true;
  const auto& energy = j.flow.observable("energy");
  const auto& step = j.flow.observables_clock.step;
  for (std::size_t t = 0; t < step.size(); ++t) {
    const Index before = step.back() - step[t];
    if (before < stop.plateau_steps &&
        energy[t] - energy.back() > static_cast<double>(before + 1) * stop.plateau_drop + 1e-12)
      return false;
  }
  return true;
}

/// Whether a flow that is done has come to its end time or to one of its stopping rules.
bool has_a_reason_to_end(const Judged& j) {
  const StopConfig& stop = j.flow_config.stop;
  const StoredClock& clock = j.flow.observables_clock;
  if (clock.time.back() >= stop.time * (1 - 1e-12)) return true;
  if (stop.steps > 0 && clock.step.back() >= stop.steps) return true;
  if (stop.gradient_norm > 0 &&
      j.flow.observable("gradient_norm").back() <= stop.gradient_norm * (1 + 1e-6))
    return true;
  return stop.plateau_drop > 0 && clock.step.back() >= stop.plateau_steps && is_flat(j);
}

bool ends_together(const Judged& j) {
  if (j.flow.status != "done") return true;  // an interrupted run stores no row of its last state
  const auto with_frames = [&frames = j.flow.frames](const StoredClock& clock) {
    return clock.time.back() == frames.time.back() && clock.step.back() == frames.step.back();
  };
  return with_frames(j.flow.observables_clock) &&
         (j.flow.kernel().series.empty() || with_frames(j.flow.kernel().clock));
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
  if (cadence.spacing == "steps") return are_planned_steps(cadence.every, clock.step);
  if (stored.size() > planned.size() || (whole && stored.size() != planned.size())) return false;
  for (std::size_t t = 0; t < stored.size(); ++t) {
    const bool last_state = !whole && t > 0 && t + 1 == stored.size() && stored[t] < planned[t];
    if (!last_state && std::abs(stored[t] - planned[t]) > 1e-12 * planned[t]) return false;
  }
  return true;
}

bool stores_all_pairs(const Judged& j) {
  Index state = j.flow.particles * coordinate_count(j);
  if (j.flow.kind == "network") state = j.flow.weights;
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

Check check_clock(const Judged& j) {
  const OutputConfig& output = j.config.output;
  const bool holds = is_one_clock(j) && keeps_step(j, output.frames, j.flow.frames) &&
                     keeps_step(j, output.observables, j.flow.observables_clock) &&
                     keeps_step(j, output.kernel, j.flow.kernel().clock) && ends_together(j) &&
                     (j.flow.status != "done" || has_a_reason_to_end(j));
  return yes_no_check("clock", "steps and times of frames and observables",
                      "of one run, to its end", holds, j.flow.frames.time.back());
}

}  // namespace simclr_flow
