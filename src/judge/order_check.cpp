// Particles in one dimension keep their order.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "check_table.hpp"
#include "effort.hpp"
#include "make_check.hpp"
#include "plain_energy.hpp"
#include "rows.hpp"
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

/// Frames in a row, which keep the order of the first.
struct FrameStretch {
  std::size_t first, last;

  std::size_t judged() const { return last - first; }
};

/// How many frames of a stretch break the order of its first; nothing where the integrator tells no
/// neighbours apart.
std::optional<std::size_t> broken_within(const Judged& j, const FrameStretch& stretch) {
  const bool circle = is_circle_by_angle(space_of(j));
  State start = coordinates(j, stretch.first), turns = State::Zero(start.size());
  if (circle) turns = turns_of(start);
  start -= turns;
  const double start_resolution = resolution_of(j, stretch.last, start);
  const auto neighbours = ordered_neighbours(start, start_resolution);
  if (neighbours.empty()) return std::nullopt;
  std::size_t broken = 0;
  for (std::size_t t = stretch.first; t <= stretch.last; ++t) {
    const State x = coordinates(j, t) - turns;
    const double resolution = std::max(start_resolution, resolution_of(j, t, x));
    // Latents that attract come as close as they like.
    const bool kept = std::ranges::all_of(neighbours, [&x, resolution](auto pair) {
      return x[pair.first] < x[pair.second] + resolution;
    });
    const bool one_turn = x.maxCoeff() - x.minCoeff() <= 2 * std::numbers::pi * (1 + 1e-9);
    broken += !kept || (circle && !one_turn);
  }
  return broken;
}

/// How much of itself the velocity changes within a step at these coordinates; infinite where a
/// step moves them by more than their own size, however little is known of the change.
double share_at(const Judged& j, const StatedFlow& stated, const State& x) {
  const double step = j.flow_config.integrator.step * stated.velocity(x).norm();
  if (!(step <= x.norm())) return std::numeric_limits<double>::infinity();
  return share_of_fixed_step(j, stated, x);
}

/// The largest change of the velocity within a step, of itself, at the ends of each stretch and at
/// the probes within it.
std::vector<double> shares_of(const Judged& j, const StatedFlow& stated,
                              const std::vector<std::size_t>& ends) {
  const auto& time = j.flow.frames.time;
  std::vector<double> at_ends, shares;
  for (const std::size_t t : ends) at_ends.push_back(share_at(j, stated, coordinates(j, t)));
  for (std::size_t k = 1; k < ends.size(); ++k)
    shares.push_back(larger(at_ends[k - 1], at_ends[k]));
  for (const std::size_t m : probes_to_check(j)) {
    const double at = j.flow.pairs_clock.time[2 * m];
    for (std::size_t k = 1; k < ends.size(); ++k)
      if (at >= time[ends[k - 1]] && at <= time[ends[k]])
        shares[k - 1] = larger(shares[k - 1], share_at(j, stated, j.flow.pairs[2 * m]));
  }
  return shares;
}

/// The frames between which fixed steps follow the flow: after steps that were too long from where
/// they are short again (probe_lacks.hpp).
std::vector<FrameStretch> resolved_stretches(const Judged& j, const StatedFlow& stated) {
  const std::vector<std::size_t> ends =
      evenly_spaced(j.flow.positions.size(), std::max<std::size_t>(effort_of(j).rows, 2));
  const std::vector<double> shares = shares_of(j, stated, ends);
  std::vector<FrameStretch> stretches;
  bool too_long = true;
  for (std::size_t k = 0; k < shares.size(); ++k) {
    const bool begins = k == 0 || too_long;
    too_long = !(shares[k] <= (k > 0 && too_long ? short_again : longest_share));
    if (too_long) continue;
    if (begins) stretches.push_back({ends[k], ends[k]});
    stretches.back().last = ends[k + 1];
  }
  return stretches;
}

constexpr const char* of_the_start = "frames that break the order of the start";

Check told_order(std::string what, std::size_t broken) {
  Check check =
      yes_no_check("order", std::move(what), "0", broken == 0, static_cast<double>(broken));
  check.status = "proven";
  check.source = "one-dimensional latents without a network keep their cyclic order for ever";
  return check;
}

/// Of fixed steps, stretch by stretch: nothing is known of frames between which they are too long.
Check check_by_stretches(const Judged& j, const StatedFlow& stated) {
  std::size_t broken = 0, judged = 0;
  for (const FrameStretch& stretch : resolved_stretches(j, stated)) {
    const auto found = broken_within(j, stretch);
    broken += found.value_or(0);
    judged += found ? stretch.judged() : 0;
  }
  const std::size_t all = j.flow.positions.size() - 1;
  if (judged == 0)
    return no_theory_check("order", of_the_start,
                           "steps too long: the velocity changes by more than half within one");
  if (judged == all) return told_order(of_the_start, broken);
  return told_order(fmt::format("frames that break the order where steps are short enough to keep "
                                "it, {} of {} judged",
                                judged, all),
                    broken);
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
    return no_theory_check("order", of_the_start, lack);
  const auto broken = broken_within(j, {0, j.flow.positions.size() - 1});
  if (!broken) return {};
  std::string why;
  const auto stated = *broken > 0 && !j.method.adaptive ? StatedFlow::of(j, why) : std::nullopt;
  return stated ? check_by_stretches(j, *stated) : told_order(of_the_start, *broken);
}

}  // namespace simclr_flow
