// The decay of harmonic moments near the uniform law against its rates.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "check_table.hpp"
#include "effort.hpp"
#include "law_scope.hpp"
#include "rows.hpp"
#include "sampled_sums.hpp"
#include "simclr_flow/theory/harmonic_moments.hpp"
#include "simclr_flow/theory/stability.hpp"
#include "simclr_flow/theory/uniform_remainder.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

constexpr double resolved = 0.1;  // of the rate: a window with a larger tolerance tells nothing
constexpr double near = 0.02;     // E - E_0 beyond the circle: farther out no window is resolved

/// A frame, its moments, and what linearisation leaves out of their derivatives.
struct Sample {
  std::size_t frame;
  double time;
  State moments, remainder;
};

class Rates {
 public:
  Rates(const Judged& j, double alpha)
      : judged_(j),
        alpha_(alpha),
        dim_(j.config.latent.dim),
        tau_(j.config.energy.temperature),
        highest_(theory::remainder_degree(checked_degrees, dim_, tau_, alpha)),
        sizes_(sizes_of_latents(j)) {}

  std::vector<Check> checks() {
    std::optional<Sample> before;
    for (const auto& [t, row] : frames_to_check(judged_)) {
      std::optional<Sample> now = sample(t, row);
      if (before && now)
        for (Index l = 1; l <= checked_degrees; ++l) see(l, *before, *now);
      before = std::move(now);
    }
    std::vector<Check> all;
    for (Index l = 1; l <= checked_degrees; ++l)
      if (counts_[at(l)] > 0) all.push_back(check(l));
    return all;
  }

 private:
  static std::size_t at(Index l) { return static_cast<std::size_t>(l - 1); }

  std::optional<Sample> sample(std::size_t t, std::size_t row) const {
    const double energy = judged_.flow.observable("energy")[row];
    if (dim_ > 2 && gap_of_law(judged_, alpha_, energy) > near) return std::nullopt;
    Sample found{t,
                 judged_.flow.frames.time[t],
                 theory::harmonic_moments(judged_.flow.positions[t], highest_),
                 {}};
    found.remainder = theory::uniform_remainder(found.moments, checked_degrees, dim_, tau_, alpha_);
    return found;
  }

  /// What a moment near this size may be off by between two frames, for its own size.
  double share_of_solver(Index l, double moment, double error) const {
    // Of a square, see harmonic_moments.
    const double rounding = judged_.flow.particles < 1000 ? 1e-18 : 1e-15;
    const double of_square = dim_ == 2 ? 0 : rounding / moment;
    return (static_cast<double>(l) * error + of_square) / moment;
  }

  void see(Index l, const Sample& a, const Sample& b) {
    const double rate = theory::uniform_rate(l, dim_, tau_, alpha_), length = b.time - a.time;
    const double first = a.moments[l], second = b.moments[l];
    const double left_out = 2 * std::max(a.remainder[l] / first, b.remainder[l] / second);
    const double error = solver_error(judged_, sizes_, a.frame, b.frame);
    const double solver =
        (share_of_solver(l, first, error) + share_of_solver(l, second, error)) / length;
    const double step = judged_.method.adaptive ? 0 : judged_.flow_config.integrator.step;
    const double tolerance = left_out + solver + step * rate * rate;
    if (!(tolerance <= resolved * std::abs(rate))) return;
    worst_[at(l)].see(rate, std::log(second / first) / length, tolerance);
    ++counts_[at(l)];
  }

  Check check(Index l) const {
    Check found = worst_[at(l)].check(
        fmt::format("rate.{}", l),
        fmt::format("decay of moment {}, worst of {} windows", l, counts_[at(l)]),
        "terms of second order, bounded and doubled, and the solver's error between frames");
    found.status = "proven";
    found.source = "linearisation about the uniform law, Funk-Hecke; what it leaves out is bounded";
    return found;
  }

  const Judged& judged_;
  double alpha_;
  Index dim_;
  double tau_;
  Index highest_;
  Sizes sizes_;
  std::array<Worst, checked_degrees> worst_;
  std::array<Index, checked_degrees> counts_{};
};

}  // namespace

Findings check_rates(const Judged& j) {
  const auto alpha = offset_of(j);
  if (j.flow.kind != "particle" || !j.method.integrates || !alpha || !has_uniform_law(j)) return {};
  if (is_sampled(j) && j.config.latent.dim > 2)
    return no_theory_check("rate.1", "decay of harmonic moments", not_sampled);
  return Rates(j, *alpha).checks();
}

}  // namespace simclr_flow
