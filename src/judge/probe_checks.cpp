// Probes, the states of a flow at two close times: they moved by the velocity that the file states,
// and are those of frames.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "effort.hpp"
#include "probe_lacks.hpp"
#include "rows.hpp"
#include "sampled_sums.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"
#include "solver_error.hpp"
#include "stated_flow.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

constexpr double blind = 0.45;          // of the displacement: half a velocity must be seen
constexpr double for_kinks = 0.3;       // of the displacement: activations flip within a probe
constexpr double for_rounding = 1e-6;   // of the displacement
constexpr double largest_change = 0.9;  // of the velocity within a probe that rules resolve
constexpr Index fewest_of_kinks = 3;    // probes: of fewer, none is in the middle

bool has_kinks(const Judged& j) { return !is_smooth(j); }

/// x(t + h) - x(t) by the velocities at both ends and at a cubic's middle (Simpson's rule on
/// Hermite's polynomial: error O(h^5)), and what the cruder trapezoidal rule makes of it.
struct Motion {
  State simpson, trapezoid;
  double change = 0;    ///< |v_1 - v_0|
  double speed = 0;     ///< the larger of |v_0| and |v_1|
  double reach = 0;     ///< twice as far as the largest velocity of the rule moves
  double rounding = 0;  ///< of the motion, and of the states at both ends
  double stiff = 0;     ///< what errors of x do to it along fast modes
};

/// How far an error of x moves the velocity, along which fast modes are what errors left of them.
double change_by_error(const StatedFlow& stated, const State& x, const State& v, double error) {
  const double speed = v.norm();
  if (!(error > 0) || !(speed > 0)) return 0;
  return (stated.velocity(x + error / speed * v) - v).norm();
}

Motion motion_of(const StatedFlow& stated, const State& x0, const State& x1, double h,
                 double error) {
  const State v0 = stated.velocity(x0), v1 = stated.velocity(x1);
  const State middle = (x0 + x1) / 2 + h / 8 * (v0 - v1);
  const double of_states = 4 * std::numeric_limits<double>::epsilon() * (x0.norm() + x1.norm());
  const State v_middle = stated.velocity(middle);
  Motion motion{h / 6 * (v0 + 4 * v_middle + v1), h / 2 * (v0 + v1)};
  motion.change = (v1 - v0).norm();
  motion.speed = std::max(v0.norm(), v1.norm());
  motion.reach = 2 * h * std::max(motion.speed, v_middle.norm());
  motion.rounding =
      2 * h * std::max(stated.velocity_rounding(x0), stated.velocity_rounding(x1)) + of_states;
  motion.stiff =
      h * std::max(change_by_error(stated, x0, v0, error), change_by_error(stated, x1, v1, error));
  return motion;
}

/// How many steps probe k is long, by those to the next one.
double share_of_steps(const Judged& j, std::size_t k) {
  const auto& time = j.flow.pairs_clock.time;
  const auto& step = j.flow.pairs_clock.step;
  const std::size_t begin = 2 * k, next = std::min(begin + 2, time.size() - 1);
  const double steps = static_cast<double>(step[next] - step[begin] + 1);
  return steps * (time[begin + 1] - time[begin]) / (time[next] - time[begin]);
}

/// What the method of the run may be off by within probe k, and rounding: of a method of fixed
/// steps as of one of order 1, since higher orders are far below it.
double error_of_method(const Judged& j, std::size_t k, const Motion& motion) {
  const auto& step = j.flow.pairs_clock.step;
  const Index steps = step[2 * k + 1] - step[2 * k];
  const State &x0 = j.flow.pairs[2 * k], &x1 = j.flow.pairs[2 * k + 1];
  const double rounding = static_cast<double>(1 + steps) * motion.rounding;
  if (!j.method.adaptive) return 2 * j.flow_config.integrator.step * motion.change + rounding;
  const double root = std::sqrt(static_cast<double>(x0.size()));
  const double largest = std::max(x0.norm(), x1.norm()) / root;  // in the root mean square
  if (has_kinks(j) && j.method.one_step) return rounding;        // see is_noise
  return root * accumulated_error(j, steps, largest) + rounding;
}

/// |l_k|_2 of the steps between two states of smooth flows (solver_error.hpp).
double error_of_step(const Judged& j, const State& x0, const State& x1) {
  if (has_kinks(j)) return 0;
  const double root = std::sqrt(static_cast<double>(x0.size()));
  return root * local_error(j, std::max(x0.norm(), x1.norm()) / root);
}

/// Whether a flow with kinks moves less within probe k than its share of what a step may be off by.
/// Both rows of a probe go one way from the beginning of their step, so that kinks are worse than
/// errors where it moves more.
bool is_noise(const Judged& j, std::size_t k, double moved) {
  if (!has_kinks(j) || !j.method.adaptive) return false;
  const State& x = j.flow.pairs[2 * k];
  const double root = std::sqrt(static_cast<double>(x.size()));
  return moved <= root * local_error(j, x.norm() / root) * share_of_steps(j, k);
}

/// Why rules say nothing of a motion, beside what is known of its beginning: the velocity turns
/// wholly, but could have moved the state so far; or fixed steps are too long along what it did,
/// and between those that overshoot states are interpolated, where the velocity may be small.
ProbeLack lack_of_rules(const Judged& j, const Motion& motion, double moved) {
  if (!j.method.adaptive && j.flow_config.integrator.step * motion.change > longest_share * moved)
    return ProbeLack::long_steps;
  const bool turns = motion.change > largest_change * motion.speed;
  return turns && moved <= motion.reach ? ProbeLack::turning : ProbeLack::none;
}

/// How far a probe is off, and may be, as shares of the displacement.
struct ProbeError {
  double measured, allowed;
};

/// Worst probe; of flows with kinks the middle one.
struct WorstProbe {
  Worst worst;
  Index judged = 0;
  std::string lack;  ///< why none is judged
};

WorstProbe worst_probe(const Judged& j, const StatedFlow& stated) {
  const auto& time = j.flow.pairs_clock.time;
  const auto chosen = probes_to_check(j);
  std::vector<Motion> motions(chosen.size());
  std::vector<ProbeLack> lacks = lacks_of_rules(j, stated, chosen);
  std::vector<ProbeError> errors;
  parallel_blocks(std::ssize(chosen), [&](Index m, Index) {
    const std::size_t k = chosen[static_cast<std::size_t>(m)];
    const State &x0 = j.flow.pairs[2 * k], &x1 = j.flow.pairs[2 * k + 1];
    motions[static_cast<std::size_t>(m)] =
        motion_of(stated, x0, x1, time[2 * k + 1] - time[2 * k], error_of_step(j, x0, x1));
  });
  for (std::size_t m = 0; m < chosen.size(); ++m) {
    const std::size_t k = chosen[m];
    const State &x0 = j.flow.pairs[2 * k], &x1 = j.flow.pairs[2 * k + 1];
    const Motion& motion = motions[m];
    if (lacks[m] == ProbeLack::none) lacks[m] = lack_of_rules(j, motion, (x1 - x0).norm());
    if (lacks[m] != ProbeLack::none) continue;
    const double moved = std::max(motion.simpson.norm(), (x1 - x0).norm());
    const double unresolved = 3 * (motion.simpson - motion.trapezoid).norm();
    const double allowed = (has_kinks(j) ? for_kinks : for_rounding) * moved + unresolved +
                           motion.stiff + error_of_method(j, k, motion);
    const bool is_told = motion.simpson.allFinite();  // else it is no motion at all
    if (moved == 0 || is_noise(j, k, moved) || (is_told && !(allowed <= blind * moved))) continue;
    errors.push_back({(x1 - x0 - motion.simpson).norm() / moved, allowed / moved});
  }
  WorstProbe result{{}, std::ssize(errors), told(lacks)};
  // Kinks fall into some probes: the middle one tells, of two the better.
  const auto half = errors.begin() + std::max<Index>(std::ssize(errors) - 1, 0) / 2;
  if (has_kinks(j) && std::ssize(errors) < fewest_of_kinks) return {{}, 0, told(lacks)};
  if (has_kinks(j)) {
    std::ranges::nth_element(errors, half, {}, [](const ProbeError& e) { return e.measured; });
    errors = {*half};
  }
  for (const ProbeError& error : errors) result.worst.see(0, error.measured, error.allowed);
  return result;
}

/// Velocities of particles at the latents of a sample, estimated, and the latents' coordinates.
struct SampledVelocity {
  Points coordinates, velocity;
  double error = 0;  ///< of all of it, in the Frobenius norm, by its standard errors
};

SampledVelocity sampled_velocity(const Judged& j, const State& x) {
  const Index q = coordinate_count(j);
  const Points y = Eigen::Map<const Points>(x.data(), q, x.size() / q);
  const auto sample = sample_of(j, space_of(j).latents(y));
  const auto& [latents, gradient, errors] = sample->gradient;
  const State mass = masses(j);
  SampledVelocity found{Points(q, std::ssize(latents)), Points(), 0};
  for (std::size_t k = 0; k < latents.size(); ++k)
    found.coordinates.col(Index(k)) = y.col(latents[k]);
  found.velocity = -space_of(j).pull_back(found.coordinates, gradient);
  for (std::size_t k = 0; k < latents.size(); ++k) {
    found.velocity.col(Index(k)) /= mass[latents[k]];
    found.error += std::pow(errors[Index(k)] / mass[latents[k]], 2);
  }
  found.error = std::sqrt(found.error);
  return found;
}

/// The middle probe at the latents of a sample, by the trapezoidal rule.
Findings check_sampled_velocity(const Judged& j) {
  const std::string id = "velocity", quantity = "motion within a probe against the velocity";
  if (const std::string why = lack_of_sample(j); !why.empty())
    return no_theory_check(id, quantity, why);
  if (j.flow.kind != "particle" || !j.method.integrates)
    return no_theory_check(id, quantity, "the velocity takes all pairs, which are too many");
  const std::size_t k = j.flow.pairs.size() / 4;
  const State &x0 = j.flow.pairs[2 * k], &x1 = j.flow.pairs[2 * k + 1];
  const double h = j.flow.pairs_clock.time[2 * k + 1] - j.flow.pairs_clock.time[2 * k];
  const SampledVelocity a = sampled_velocity(j, x0), b = sampled_velocity(j, x1);
  const Points moved = b.coordinates - a.coordinates, rule = h / 2 * (a.velocity + b.velocity);
  const double size = std::max(moved.norm(), rule.norm()),
               change = (b.velocity - a.velocity).norm();
  const double share = std::sqrt(double(moved.size()) / double(x0.size()));
  Motion motion;
  motion.change = change / share;
  motion.rounding = 1e-15 * (x0.norm() + x1.norm());
  const double of_sums = gradient_accuracy(j) * std::sqrt(static_cast<double>(moved.cols()));
  const double allowed = h * (allowed_errors * std::max(a.error, b.error) + of_sums + change / 2) +
                         share * error_of_method(j, k, motion) + for_rounding * size;
  if (!std::isfinite(allowed) || !(allowed <= blind * size))
    return no_theory_check(id, quantity, "the probe moves less than estimates of it are off");
  Check check = numeric_check(id, quantity + fmt::format(", {} latents", moved.cols()), 0,
                              (moved - rule).norm() / size, allowed / size,
                              "5 standard errors of the sample, half of the velocity's change, and "
                              "solver tolerances");
  check.source = "y' = -(dE/dy)/p, of the configuration stored";
  return check;
}

}  // namespace

Findings check_velocity(const Judged& j) {
  const std::string id = "velocity", quantity = "motion within probes against the velocity";
  if (j.flow.pairs.size() < 2) return {};
  if (is_sampled(j)) return check_sampled_velocity(j);
  std::string why;
  const auto stated = StatedFlow::of(j, why);
  if (!stated) return no_theory_check(id, quantity, why);
  const auto [worst, judged, lack] = worst_probe(j, *stated);
  if (judged == 0) return no_theory_check(id, quantity, lack);
  Check check = worst.check(
      id, fmt::format("{} ({})", quantity, judged),
      has_kinks(j) ? "middle probe, 30 % for kinks, 3 times the rules of orders 4 and 2 apart"
                   : "3 times the rules of orders 4 and 2 apart, solver tolerances, also in fast "
                     "modes, 1e-6");
  check.source = "x' = -M(x) D(E o Phi)(x)^T, of the configuration, data and weights stored";
  return check;
}

Findings check_dissipation(const Judged& j) {
  const std::string id = "dissipation.again", quantity = "-dE/dt from the states of probes";
  if (j.flow.kind == "particle" || j.flow.pairs.empty()) return {};
  if (is_sampled(j)) return no_theory_check(id, quantity, not_sampled);
  std::string why;
  const auto stated = StatedFlow::of(j, why);
  if (!stated) return {};
  Worst worst;
  const auto& stored = j.flow.observable("dissipation");
  for (const std::size_t k : probes_to_check(j))
    if (const auto row = row_at(j.flow.observables_clock.time, j.flow.pairs_clock.time[2 * k])) {
      const double rate = stated->dissipation(j.flow.pairs[2 * k]);
      const double rounding = stated->dissipation_rounding(j.flow.pairs[2 * k]);
      worst.see(rate, stored[*row], 1e-6 * std::abs(rate) + 1e-13 + rounding);
    }
  if (worst.tolerance == 0) return {};
  return worst.check(id, quantity, "1e-6 relative, and rounding of cancelling terms");
}

Findings check_state(const Judged& j) {
  std::string why;
  const auto stated = j.flow.pairs.empty() ? std::nullopt : StatedFlow::of(j, why);
  if (!stated) return {};
  Worst worst;
  for (std::size_t k = 0; k < j.flow.pairs.size(); ++k) {
    const double time = j.flow.pairs_clock.time[k];
    const auto frame = row_at(j.flow.frames.time, time);
    if (!frame) continue;
    const Points& z = j.flow.positions[*frame];
    const Points again = stated->latents(stated->outputs(j.flow.pairs[k]));
    const State& x = j.flow.pairs[k];
    const double shortest = space_of(j).shortest(stated->outputs(x));
    const double rounding = 1e-10 * std::max(1.0, z.cwiseAbs().maxCoeff());
    const double of_outputs =
        std::sqrt(static_cast<double>(z.rows())) * stated->output_rounding(x) / shortest;
    worst.see(0, (again - z).colwise().norm().maxCoeff(), rounding + of_outputs);
  }
  if (worst.tolerance == 0) return {};
  return worst.check("state", "frames against the states at their times",
                     "rounding of latents computed twice");
}

}  // namespace simclr_flow
