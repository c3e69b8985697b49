#include "probe_lacks.hpp"

#include <algorithm>

#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "simclr_flow/theory/plain_kernel.hpp"
#include "solver_error.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

bool is_singular(const EnergyConfig& energy) {
  if (!theory::depends_on_kernel(energy.preset) || !theory::has_plain_kernel(energy.kernel))
    return false;
  const auto kernel = theory::plain_kernel(energy.kernel, energy.temperature, energy.parameters);
  return kernel->has_kink() || kernel->has_pole();
}

/// Whether the kernel is singular where latents coincide, by a kink or a pole, and some pair of
/// latents at x would change its difference by more than all of it within a time: their velocity
/// jumps or diverges as they meet. O(N^2 d) beside a velocity.
bool has_meeting_pairs(const Judged& j, const StatedFlow& stated, const State& x, double time) {
  const auto singular = [](const TermView& term) { return is_singular(term.energy); };
  if (std::ranges::none_of(terms_of(j.config.energy), singular)) return false;
  const Points y = stated.outputs(x), z = stated.latents(y),
               moved = stated.latents(y + time * stated.output_velocity(x)) - z;
  for (Index i = 0; i < z.cols(); ++i)
    for (Index k = 0; k < i; ++k)
      if ((moved.col(i) - moved.col(k)).norm() > (z.col(i) - z.col(k)).norm()) return true;
  return false;
}

/// Where the step began in which probe p, p + 1 lies, of Euler's method: on its straight line, as
/// the velocity there is that of the motion. Nothing where it is not, or the rows are of two steps.
std::optional<State> begin_of_step(const Judged& j, const StatedFlow& stated, std::size_t p) {
  constexpr double same = 0.01;
  const auto& time = j.flow.pairs_clock.time;
  const auto& step = j.flow.pairs_clock.step;
  if (j.flow_config.integrator.method != "euler" || step[p] < 1 || step[p] != step[p + 1])
    return std::nullopt;
  const State velocity = (j.flow.pairs[p + 1] - j.flow.pairs[p]) / (time[p + 1] - time[p]);
  const double passed = time[p] - static_cast<double>(step[p] - 1) * j.flow_config.integrator.step;
  State begin = j.flow.pairs[p] - passed * velocity;
  if (!((stated.velocity(begin) - velocity).norm() <= same * velocity.norm())) return std::nullopt;
  return begin;
}

}  // namespace

std::vector<ProbeLack> lacks_of_rules(const Judged& j, const StatedFlow& stated,
                                      const std::vector<std::size_t>& probes) {
  std::vector<double> shares(probes.size());
  std::vector<ProbeLack> lacks(probes.size());
  parallel_blocks(std::ssize(probes), [&](Index m, Index) {
    const std::size_t p = 2 * probes[static_cast<std::size_t>(m)];
    const auto begin = begin_of_step(j, stated, p);
    shares[static_cast<std::size_t>(m)] =
        larger(share_of_fixed_step(j, stated, j.flow.pairs[p]),
               begin ? share_of_fixed_step(j, stated, *begin) : 0);
    const double length = j.flow.pairs_clock.time[p + 1] - j.flow.pairs_clock.time[p];
    const State& x = j.flow.pairs[p];  // its end is what is judged
    if (has_meeting_pairs(j, stated, x, length) ||
        has_meeting_pairs(j, stated, x + length * stated.velocity(x), length))
      lacks[static_cast<std::size_t>(m)] = ProbeLack::meeting;
  });
  bool too_long = share_of_fixed_step(j, stated, stated.start()) > longest_share;
  for (std::size_t m = 0; m < probes.size(); ++m) {
    too_long = shares[m] > (too_long ? short_again : longest_share);
    if (too_long) lacks[m] = ProbeLack::long_steps;
  }
  return lacks;
}

std::string told(const std::vector<ProbeLack>& lacks) {
  if (std::ranges::count(lacks, ProbeLack::long_steps) > 0)
    return "fixed steps are too long for the flow about its probes";
  if (std::ranges::count(lacks, ProbeLack::meeting) > 0)
    return "latents meet or part within probes, where the kernel is singular";
  if (std::ranges::count(lacks, ProbeLack::turning) > 0)
    return "the velocity changes wholly within probes";
  return "no probe moves more than the solver's errors, and rounding";
}

}  // namespace simclr_flow
