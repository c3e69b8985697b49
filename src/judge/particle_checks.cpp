// Particles in one dimension keep their order, and where translations are isometries their mean.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "check_table.hpp"
#include "effort.hpp"
#include "plain_energy.hpp"
#include "rows.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "solver_error.hpp"
#include "stated_flow.hpp"
#include "stated_positives.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

/// Coordinates of one-dimensional latents, unwrapped on the circle.
State coordinates(const Judged& j, std::size_t t) {
  return has_angles(j) ? j.flow.angles.at(t) : State(j.flow.positions[t].row(0));
}

/// The distance at which the integrator can tell coordinates of a frame apart: errors of CVODE's
/// norm may lie in one neighbour alone.
double resolution_of(const Judged& j, std::size_t frame, const State& x) {
  const double size = x.cwiseAbs().maxCoeff(), n = static_cast<double>(x.size());
  const double norm = j.method.one_step ? 2 : std::sqrt(2 * n);
  return 1e-12 * std::max(size, 1e-3) +
         norm * accumulated_error(j, j.flow.frames.step[frame], size);
}

/// What takes angles into one turn that begins behind their largest gap: their order is cyclic
/// whatever the lifts of the start, and what the integrator cannot tell apart must not be cut.
State turns_of(const State& angles) {
  constexpr double turn = 2 * std::numbers::pi;
  State turns = turn * (angles / turn).array().floor();
  State sorted = angles - turns;
  std::ranges::sort(sorted);
  double gap = sorted[0] + turn - sorted[sorted.size() - 1], begin = 0;
  for (Index k = 1; k < sorted.size(); ++k)
    if (sorted[k] - sorted[k - 1] > gap) {
      gap = sorted[k] - sorted[k - 1];
      begin = sorted[k];
    }
  for (Index i = 0; i < angles.size(); ++i)
    if (angles[i] - turns[i] < begin) turns[i] -= turn;
  return turns;
}

/// Neighbours of the start that the integrator can tell apart, in their order: (left, right).
std::vector<std::pair<Index, Index>> ordered_neighbours(const State& start, double resolution) {
  std::vector<Index> order(static_cast<std::size_t>(start.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::ranges::sort(order, {}, [&start](Index i) { return start[i]; });
  std::vector<std::pair<Index, Index>> neighbours;
  for (std::size_t k = 1; k < order.size(); ++k)
    if (start[order[k]] - start[order[k - 1]] > resolution)
      neighbours.emplace_back(order[k - 1], order[k]);
  return neighbours;
}

}  // namespace

Findings check_order(const Judged& j) {
  const bool circle = is_circle_by_angle(space_of(j));
  const bool line = space_of(j).whole_space && j.config.latent.dim == 1;
  if (j.flow.kind != "particle" || j.config.views.count > 1 || !(circle || line) ||
      !lack_of_plain_sums(j).empty() ||
      !j.method.integrates)  // the steps of a descent may jump over a neighbour
    return {};
  if (const std::string lack = lack_of_views(j.config); !lack.empty())
    return no_theory_check("order", "frames that break the order of the start", lack);
  State start = coordinates(j, 0), turns = State::Zero(start.size());
  if (circle) turns = turns_of(start);
  start -= turns;
  const double start_resolution = resolution_of(j, j.flow.positions.size() - 1, start);
  const auto neighbours = ordered_neighbours(start, start_resolution);
  if (neighbours.empty()) return {};  // nothing that the integrator resolves
  std::size_t broken = 0;
  for (std::size_t t = 0; t < j.flow.positions.size(); ++t) {
    const State x = coordinates(j, t) - turns;
    const double resolution = std::max(start_resolution, resolution_of(j, t, x));
    // Latents that attract come as close as they like.
    const bool kept = std::ranges::all_of(neighbours, [&x, resolution](auto pair) {
      return x[pair.first] < x[pair.second] + resolution;
    });
    const bool one_turn = x.maxCoeff() - x.minCoeff() <= 2 * std::numbers::pi * (1 + 1e-9);
    broken += !kept || (circle && !one_turn);
  }
  std::string why;
  if (const auto stated = broken ? StatedFlow::of(j, why) : std::nullopt)
    if (const std::string long_steps = steps_too_long(j, *stated); !long_steps.empty())
      return no_theory_check("order", "frames that break the order of the start", long_steps);
  Check check = yes_no_check("order", "frames that break the order of the start", "0", broken == 0,
                             static_cast<double>(broken));
  check.status = "proven";
  check.source = "one-dimensional latents without a network keep their cyclic order for ever";
  return check;
}

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
