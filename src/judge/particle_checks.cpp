#include "judged.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>

#include "simclr_flow/diagnostics/measures.hpp"
#include "simclr_flow/energy/alignment_uniformity.hpp"
#include "solver_error.hpp"

namespace simclr_flow {
namespace {

bool has_angles(const Judged& j) { return space_of(j).stores_angle(j.config.latent.dim); }

/// Coordinates of one-dimensional latents, unwrapped on the circle.
State coordinates(const Judged& j, std::size_t t) {
  return has_angles(j) ? j.flow.angles.at(t) : State(j.flow.positions[t].row(0));
}

bool has_fixed_step(const Judged& j) { return !j.method.adaptive; }

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

Check numeric_check(std::string id, std::string quantity, double theory, double measured,
                    double tolerance, std::string reason) {
  Check check{std::move(id),    std::move(quantity), theory,    "",
              measured,         measured - theory,   tolerance, std::move(reason),
              Verdict::differs, "definition",        ""};
  if (std::abs(check.difference) <= tolerance) check.verdict = Verdict::agrees;
  return check;
}

Check yes_no_check(std::string id, std::string quantity, std::string theory, bool holds,
                   double measured) {
  return {std::move(id),
          std::move(quantity),
          std::nullopt,
          std::move(theory),
          measured,
          0,
          0,
          "",
          holds ? Verdict::agrees : Verdict::differs,
          "definition",
          ""};
}

Check check_manifold(const Judged& j) {
  double largest = 0;
  for (const Points& z : j.flow.positions) largest = larger(largest, space_of(j).distance(z));
  return numeric_check("manifold", "largest distance from the manifold", 0, largest, 1e-12,
                       "rounding of stored unit vectors");
}

std::optional<Check> check_angles(const Judged& j) {
  if (!has_angles(j)) return std::nullopt;
  double largest =
      j.flow.angles.size() == j.flow.positions.size() ? 0 : std::numeric_limits<double>::infinity();
  for (std::size_t t = 0; t < j.flow.angles.size(); ++t) {
    const Points off = j.flow.positions[t] - space_of(j).latents(j.flow.angles[t].transpose());
    for (Index i = 0; i < off.cols(); ++i) largest = larger(largest, off.col(i).norm());
  }
  return numeric_check("angle", "positions against angles, largest", 0, largest, 1e-12,
                       "rounding of sine and cosine");
}

std::vector<Check> check_gap(const Judged& j) {
  if (!j.minimum) return {};
  const auto& energy = j.flow.observable("energy");
  std::vector<double> gap;
  for (const double value : energy) gap.push_back(value - j.minimum->value);
  const auto& stored_gap = j.flow.observable("energy_gap");
  Worst worst;
  for (std::size_t t = 0; t < gap.size(); ++t)
    worst.see(gap[t], stored_gap[t], 1e-12 * std::max(1.0, std::abs(energy[t])));
  Check stored = worst.check("gap", "stored E - E_0 against that of stored E, worst",
                             "rounding of one quadrature, and of E");
  const double lowest = *std::ranges::min_element(gap);
  Check bound = yes_no_check("bound", "smallest E - E_0", "not below 0", lowest >= -1e-12, lowest);
  bound.tolerance = 1e-12;
  bound.tolerance_reason = "rounding of E and E_0";
  bound.difference = std::min(lowest, 0.0);
  bound.status = j.minimum->status;
  bound.source = j.minimum->source;
  return {stored, bound};
}

std::string warning_of(const Judged& j, const std::string& kind) {
  const auto found = j.flow.warnings.find(kind);
  if (found == j.flow.warnings.end() || found->second.count == 0) return "";
  const auto& [count, worst] = found->second;
  if (kind == "energy_rise") return fmt::format("E rose {} times, by at most {:.3g}", count, worst);
  if (kind == "dissipation")
    return fmt::format("E fell otherwise than by its rate {} times, by at most {:.3g} of it", count,
                       worst);
  return fmt::format("particles left the manifold {} times, by at most {:.3g}", count, worst);
}

std::string warnings_of(const Judged& j) {
  std::string all;
  for (const auto& [kind, warning] : j.flow.warnings)
    if (const std::string one = warning_of(j, kind); !one.empty())
      all += (all.empty() ? "" : "; ") + one;
  return all;
}

Check check_monotone(const Judged& j) {
  const auto& energy = j.flow.observable("energy");
  Worst worst;
  worst.see(0, 0, 1e-12);
  const Sizes sizes = sizes_of_latents(j);
  for (std::size_t t = 1; t < energy.size(); ++t)
    worst.see(0, std::max(energy[t] - energy[t - 1], 0.0), energy_error(j, sizes, t - 1, t));
  const bool fixed_step = has_fixed_step(j);
  Check check = worst.check("monotone", "largest rise of E between rows",
                            fixed_step ? "rounding: a stable step descends"
                                       : "10 rtol of the integrator, and what atol moves E by");
  // What steps of the user's own length do is no theory's; what adaptive ones do is.
  if (const std::string warned = warning_of(j, "energy_rise"); fixed_step && !warned.empty()) {
    check.theory.reset();
    check.theory_text = "the run follows no flow: " + warned;
    check.verdict = Verdict::no_theory;
    return check;
  }
  check.status = "proven";
  check.source = "dE/dt = -dissipation <= 0";
  return check;
}

std::optional<Check> check_order(const Judged& j) {
  const bool circle = is_circle_by_angle(space_of(j));
  const bool line = space_of(j).whole_space && j.config.latent.dim == 1;
  if (j.flow.kind != "particle" || j.config.views.count > 1 || !(circle || line) ||
      !lack_of_plain_sums(j).empty() ||
      !j.method.integrates)  // the steps of a descent may jump over a neighbour
    return std::nullopt;
  State start = coordinates(j, 0), turns = State::Zero(start.size());
  if (circle) turns = turns_of(start);
  start -= turns;
  const double start_resolution = resolution_of(j, j.flow.positions.size() - 1, start);
  const auto neighbours = ordered_neighbours(start, start_resolution);
  if (neighbours.empty()) return std::nullopt;  // nothing that the integrator resolves
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
  Check check = yes_no_check("order", "frames that break the order of the start", "0", broken == 0,
                             static_cast<double>(broken));
  check.status = "proven";
  check.source = "one-dimensional latents without a network keep their cyclic order for ever";
  return check;
}

State unequal_masses(const StoredRun& run, const StoredFlow& flow) {
  const Index views = run.view_weights.size();
  if (views == 0) return {};
  const Index samples = flow.particles / views;
  return run.view_weights.replicate(samples, 1) / static_cast<double>(samples);
}

State masses(const Judged& j) {
  const State unequal = unequal_masses(j.run, j.flow);
  if (unequal.size() > 0) return unequal;
  return State::Constant(j.flow.particles, 1 / static_cast<double>(j.flow.particles));
}

namespace {

/// The most that rounding may have moved the mean by to each frame: the velocities of particles sum
/// to zero but for the rounding of that sum, for as long as the run lasts.
State rounded_impulse(const Judged& j) {
  State impulse = State::Zero(std::ssize(j.flow.positions));
  const auto& time = j.flow.frames.time;
  std::size_t seen = 0;
  double total = 0, rate = 0;
  for (const FrameRow& row : frames_to_check(j.flow)) {
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

}  // namespace

std::optional<Check> check_mean(const Judged& j) {
  const bool stored = has_angles(j) || space_of(j).whole_space;  // coordinates of every frame
  if (j.flow.kind != "particle" || !space_of(j).translations || !stored) return std::nullopt;
  if (!j.method.integrates && j.flow_config.integrator.rule == "adam")
    return std::nullopt;  // scales every coordinate by itself
  const State mass = masses(j);
  const auto mean = [&](std::size_t t) -> State {
    if (has_angles(j)) return State::Constant(1, j.flow.angles.at(t).dot(mass));
    return j.flow.positions[t] * mass;
  };
  const double rtol = has_fixed_step(j) ? 0 : j.flow_config.integrator.rtol;
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
  if (!(worst.excess <= 1) && lack.empty())
    worst = judged_by(rounded_impulse(j));  // which costs plain sums
  Check check = worst.check("mean", "largest drift of the mean coordinate",
                            "the solver's rtol over the whole run, and rounding: of coordinates in "
                            "each step, of the sum of all forces at all times");
  check.status = "proven";
  check.source = "translation invariance: the velocities of the particles sum to zero";
  if (!(worst.excess <= 1) && !lack.empty()) return without_theory(check, lack);
  return check;
}

Check check_measures(const Judged& j) {
  Worst worst;
  for (const auto& [t, row] : frames_to_check(j.flow)) {
    const auto see = [&, row = row](const char* name, double recomputed) {
      worst.see(recomputed, j.flow.observable(name)[row],
                1e-9 * std::max(1.0, std::abs(recomputed)));
    };
    const Points& z = j.flow.positions[t];
    const Index views = j.config.views.count;
    see("alignment", measured_alignment(z, views, j.run.view_weights));
    see("uniformity", uniformity(z, j.config.energy.temperature));
    if (j.flow.species.empty()) continue;
    const auto clusters = cluster_measures(z, j.flow.species, views, j.run.seed);
    see("ari", clusters[0]);
    see("eta2", clusters[1]);
    see("knn_accuracy", clusters[2]);
  }
  return worst.check("measures", "cluster and other measures from positions, worst",
                     "same arithmetic on the stored latents, 1e-9 of values above 1");
}

Check check_expectation(const StoredFlow& flow, const Expectation& expect) {
  const auto [values, clock] = flow.scalar_series(expect.quantity);
  std::vector<double> inside;
  for (std::size_t t = 0; t < values.size(); ++t)
    if (const double time = clock.time[t];
        time >= expect.from * (1 - 1e-12) && time <= expect.to * (1 + 1e-12))
      inside.push_back(values[t]);
  const auto outside = [&expect](double value) {
    return std::max({expect.at_least - value, value - expect.at_most, 0.0});
  };
  const std::string window = expect.from == expect.to
                                 ? fmt::format("at t = {:g}", expect.to)
                                 : fmt::format("on [{:g}, {:g}]", expect.from, expect.to);
  Check check = yes_no_check(
      "expect." + expect.id,
      fmt::format("{}{} {}", expect.of == "every" ? "" : expect.of + " ", expect.quantity, window),
      std::isinf(expect.at_most) ? fmt::format("at least {:g}", expect.at_least)
      : std::isinf(expect.at_least)
          ? fmt::format("at most {:g}", expect.at_most)
          : fmt::format("in [{:g}, {:g}]", expect.at_least, expect.at_most),
      false, 0);
  check.status = expect.status;
  check.source = expect.source;
  check.measured.reset();
  if (inside.empty()) {
    check.quantity += " (no rows there)";
    return check;
  }
  if (std::isfinite(expect.to) && clock.time.back() < expect.to * (1 - 1e-12)) {
    check.quantity += " (ends before)";
    return check;
  }
  check.measured = expect.of == "max"   ? *std::ranges::max_element(inside)
                   : expect.of == "min" ? *std::ranges::min_element(inside)
                                        : *std::ranges::max_element(inside, {}, outside);
  // Where every frame is inside, the one nearest to a bound says how narrow it was.
  if (expect.of == "every" && outside(*check.measured) == 0)
    check.measured = *std::ranges::min_element(inside, {}, [&expect](double value) {
      return std::min(value - expect.at_least, expect.at_most - value);
    });
  check.difference = outside(*check.measured);
  check.verdict = check.difference == 0 ? Verdict::agrees : Verdict::differs;
  return check;
}

}  // namespace simclr_flow
