// Particles keep their mean where translations are isometries.
#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "effort.hpp"
#include "plain_energy.hpp"
#include "rows.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "solver_error.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

/// The most that rounding may have moved the mean by to each frame: the velocities of particles sum
/// to zero but for the rounding of that sum, for as long as the run lasts.
State rounded_impulse(const Judged& j) {
  State impulse = State::Zero(std::ssize(j.flow.positions));
  const auto& time = j.flow.frames.time;
  std::size_t seen = 0;
  double total = 0, rate = 0;
  for (const FrameRow& row : frames_to_check(j)) {
    const double here = force_rounding(j, j.flow.positions[row.frame]);
    const double grown = std::max(rate, here);
    for (std::size_t t = seen + 1; t <= row.frame; ++t)
      impulse[static_cast<Index>(t)] = total + grown * (time[t] - time[seen]);
    total += grown * (time[row.frame] - time[seen]);
    seen = row.frame;
    rate = here;
  }
  for (std::size_t t = seen + 1; t < time.size(); ++t)
    impulse[static_cast<Index>(t)] = total + rate * (time[t] - time[seen]);
  return impulse;
}

bool is_of_inner_products(const TermView& term) {
  const theory::EnergyFacts* facts = theory::facts_of(term.energy.preset);
  return facts && facts->is_of_inner_products();
}

}  // namespace

Findings check_mean(const Judged& j) {
  const bool stored = has_angles(j) || space_of(j).whole_space;  // coordinates of every frame
  if (j.flow.kind != "particle" || !space_of(j).translations || !stored) return {};
  if (std::ranges::any_of(terms_of(j.config.energy), is_of_inner_products))
    return {};  // which translations change
  if (!j.method.integrates && j.flow_config.integrator.rule == IntegratorConfig::Rule::adam)
    return {};  // scales every coordinate by itself
  const State mass = masses(j);
  const auto mean = [&](std::size_t t) -> State {
    if (has_angles(j)) return State::Constant(1, j.flow.angles.at(t).dot(mass));
    return j.flow.positions[t] * mass;
  };
  const double rtol = !j.method.adaptive ? 0 : j.flow_config.integrator.rtol;
  const Sizes sizes = sizes_of_latents(j);
  const auto judged_by = [&](const State& forces) {
    Worst worst;
    for (std::size_t t = 0; t < j.flow.positions.size(); ++t) {
      const double size = std::max(1.0, sizes.largest[t]);
      const double of_steps = 1e-16 * static_cast<double>(j.flow.frames.step[t]);
      worst.see(0, (mean(t) - mean(0)).norm(),
                (1e-10 + of_steps + rtol) * size + forces[static_cast<Index>(t)]);
    }
    return worst;
  };
  Worst worst = judged_by(State::Zero(std::ssize(j.flow.positions)));
  const std::string lack = lack_of_plain_sums(j);
  if (!(worst.excess <= 1) && lack.empty() && !is_sampled(j))
    worst = judged_by(rounded_impulse(j));  // which costs plain sums
  Check check = worst.check("mean", "largest drift of the mean coordinate",
                            "the solver's rtol over the whole run, and rounding: of coordinates in "
                            "each step, of the sum of all forces at all times");
  check.status = "proven";
  check.source = "translation invariance: the velocities of the particles sum to zero";
  if (!(worst.excess <= 1) && !lack.empty()) return without_theory(check, lack);
  if (!(worst.excess <= 1) && is_sampled(j))
    return without_theory(check, "the rounding of all forces takes all pairs, which are too many");
  return check;
}

}  // namespace simclr_flow
