// Particles that start as independent draws against the continuum flow from their law.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "law_scope.hpp"
#include "simclr_flow/theory/circle_flow.hpp"
#include "simclr_flow/theory/wrapped_normal.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

constexpr double most_of_draws = 5, narrowest = 0.1;
constexpr double share_of_draws = 0.01;  // of what draws have: how far two resolutions may differ
constexpr double most_work = 1e6;        // points times steps
constexpr Index most_points = 1024;      // of the finer one
constexpr double of_kernels = 1e-15;     // rounding of a squared MMD, which sums kernels up to 1

/// The distance of the particles from the solution, in units of what as many draws of its law
/// would have; worst of the frames to the time `until`.
struct AgainstContinuum {
  double worst = 0, until = 0;
  SolutionSeries series;
  bool resolved = true;  ///< what ended it, if anything, was not the resolution
};

/// A solution of the continuum flow, from frame to frame.
class Continuum {
 public:
  Continuum(const Judged& j, double alpha, Index points)
      : flow_(points, j.config.energy.temperature, alpha),
        density_(flow_.projected(theory::wrapped_normal(flow_.angles(), j.config.initial.spread))),
        steps_left_(most_work / static_cast<double>(points)) {}

  const State& density() const { return density_; }
  /// False where it failed, or takes too much work.
  bool advance(double time) {
    while (time_ < time && steps_left_ > 0) {
      const double step = 0.7 * flow_.stable_step(density_);
      // Without an offset, potentials far from a narrow law round to nothing.
      if (!std::isfinite(step) || !(step > 0)) return false;
      const double stretch = std::min(20 * step, time - time_);
      const auto run = flow_.run(density_, stretch, step);
      if (run.status.outcome != Outcome::done) return false;
      density_ = run.density;
      time_ = stretch < time - time_ ? time_ + stretch : time;
      steps_left_ -= static_cast<double>(run.steps);
    }
    return time_ >= time;
  }

 private:
  theory::CircleFlow flow_;
  State density_;
  double time_ = 0, steps_left_;
};

AgainstContinuum compare_by(const Judged& j, double alpha, Index points) {
  const double tau = j.config.energy.temperature, n = static_cast<double>(j.flow.particles);
  Continuum coarse(j, alpha, points / 2), fine(j, alpha, points);
  AgainstContinuum found;
  found.series = {"continuum flow", tau, j.flow.particles};
  for (std::size_t t = 0; t < j.flow.positions.size(); ++t) {
    const double time = j.flow.frames.time[t];
    if (!coarse.advance(time) || !fine.advance(time)) return found;
    const State& density = fine.density();
    const double of_draws = (1 - theory::mean_kernel_on_circle(density, tau)) / n;
    const double error = theory::squared_mmd_of_densities(coarse.density(), density, tau);
    found.resolved = error <= share_of_draws * share_of_draws * of_draws;
    if (!found.resolved) return found;
    const double squared =
        std::max(theory::squared_mmd_to_density(j.flow.positions[t], density, tau), 0.0);
    found.worst = larger(found.worst, std::sqrt(squared / (of_draws + of_kernels)));
    found.series.add(time, std::sqrt(squared), std::sqrt(of_draws));
    found.until = time;
  }
  return found;
}

/// With as many points as it takes.
AgainstContinuum compare_with_continuum(const Judged& j, double alpha) {
  Index points = 256;  // of a wrapped normal law, orders up to a sixth of them matter
  while (static_cast<double>(points) * j.config.initial.spread < 50) points *= 2;
  AgainstContinuum best;
  for (; points <= most_points; points *= 2) {
    const AgainstContinuum found = compare_by(j, alpha, points);
    if (found.until > best.until) best = found;
    if (found.resolved) break;
  }
  return best;
}

}  // namespace

Findings check_mean_field(const Judged& j) {
  const auto alpha = offset_of(j);
  if (j.flow.kind != "particle" || !j.method.integrates || !alpha || !has_uniform_law(j) ||
      !is_circle_by_angle(space_of(j)) || j.config.initial.kind != "gaussian" ||
      j.config.initial.spread < narrowest)
    return {};
  const AgainstContinuum found = compare_with_continuum(j, *alpha);
  if (!(found.until > 0)) return {};
  Check check = upper_bound_check(
      "mean-field", fmt::format("MMD to the continuum flow over draws', t to {:.3g}", found.until),
      most_of_draws, found.worst, 0,
      "independent draws of its law have 1 in the mean square; 5 allows for what a flow amplifies");
  check.status = "numerical";
  check.source = "mean-field limit: spectral solution from the wrapped normal density";
  return {check, found.series};
}

}  // namespace simclr_flow
