// Whether the series of a flow tell of one run, to its end.
#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "make_check.hpp"

namespace simclr_flow {
namespace {

/// A row of any series: its time, its step, and whether it is known to be the end of that step.
struct Tick {
  double time;
  Index step;
  bool ends_step;
};

void add_ticks(const CadenceConfig& cadence, const StoredClock& clock, std::vector<Tick>& ticks) {
  for (std::size_t k = 0; k < clock.time.size(); ++k) {
    const bool by_step =
        cadence.spacing == CadenceConfig::Spacing::steps && k + 1 < clock.time.size();
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

Findings check_clock(const Judged& j) {
  const OutputConfig& output = j.config.output;
  const bool holds = is_one_clock(j) && keeps_step(j, output.frames, j.flow.frames) &&
                     keeps_step(j, output.observables, j.flow.observables_clock) &&
                     keeps_step(j, output.kernel, j.flow.kernel().clock) && ends_together(j) &&
                     (j.flow.status != "done" || has_a_reason_to_end(j));
  return yes_no_check("clock", "steps and times of frames and observables",
                      "of one run, to its end", holds, j.flow.frames.time.back());
}

}  // namespace simclr_flow
