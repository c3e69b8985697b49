// Particles on the line at small temperatures against the diffusion that is the limit.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "check_table.hpp"
#include "law_scope.hpp"
#include "simclr_flow/theory/line_law.hpp"
#include "simclr_flow/theory/local_limit.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

constexpr double allowed_of_draws = 2.5,
                 allowed_of_limit = 5;  // at small tau the MMD of draws scatters little
constexpr double small = 0.02;          // tau over spread^2
constexpr double smallest = 1e-8;       // by steps of sqrt(tau)
constexpr double widest = 3;     // spreads of the law at the start; the tails of a normal law stay
constexpr double cells = 40;     // in a spread
constexpr double farthest = 24;  // spreads from the middle: eight of the widest law

/// The solution of the diffusion from a normal law, from frame to frame.
class Diffusing {
 public:
  Diffusing(double spread, double tau, double alpha)
      : spread_(spread),
        line_(theory::local_limit(alpha, theory::kernel_mass(tau)), -farthest * spread,
              farthest * spread, static_cast<Index>(2 * farthest * cells)),
        law_{State(), -farthest * spread, line_.width()} {
    const State z = line_.centres() / spread;
    law_.density = (-z.array().square() / 2).exp();
    law_.density /= law_.density.sum() * law_.width;
  }
  const theory::LineLaw& law() const { return law_; }
  /// False from when the law is too wide on, or where the solution fails.
  bool advance(double time) {
    while (time_ < time && is_narrow())
      if (!advance_by(std::min(time - time_, spread_ * spread_ + 2 * time_))) return false;
    return is_narrow();
  }

 private:
  bool is_narrow() const {
    const State squares = line_.centres().array().square();  // the mean is 0
    return law_.density.dot(squares) * law_.width <= widest * widest * spread_ * spread_;
  }
  bool advance_by(double step) {
    constexpr Index steps = 50;  // a heated normal law doubles its variance in so many
    const auto run = line_.run(law_.density, step, steps);
    law_.density = run.density;
    time_ += step;
    return run.status.outcome == Outcome::done;
  }

  double spread_;
  theory::DiffusionLine line_;
  theory::LineLaw law_;
  double time_ = 0;
};

bool is_in_scope(const Judged& j) {
  const double spread = j.config.initial.spread;
  return j.flow.kind == "particle" && j.method.integrates && offset_of(j) &&
         space_of(j).whole_space && j.config.latent.dim == 1 &&
         j.config.initial.kind == "gaussian" &&
         j.config.energy.temperature <= small * spread * spread &&
         j.config.energy.temperature >= smallest * spread * spread;
}

struct Seen {
  Worst worst;
  SolutionSeries series;
};

/// The worst of MMD over what is allowed; nothing if no frame but the first could be compared.
std::optional<Seen> compare_with_diffusion(const Judged& j) {
  const double tau = j.config.energy.temperature, spread = j.config.initial.spread;
  const double n = static_cast<double>(j.flow.particles);
  Diffusing solution(spread, tau, *offset_of(j));
  Seen seen{{}, {"local limit", tau, j.flow.particles}};
  for (std::size_t t = 0; t < j.flow.positions.size(); ++t) {
    const double time = j.flow.frames.time[t];
    if (!solution.advance(time)) break;
    const theory::LineLaw& law = solution.law();
    const double mean = law.mean_kernel(tau);
    const double next_order = tau / (spread * spread) * std::sqrt(mean);
    const double mmd = std::sqrt(law.squared_mmd(j.flow.positions[t].row(0), tau)),
                 draws = std::sqrt((1 - mean) / n);
    constexpr double rounding = 1e-12;
    seen.worst.see(0, mmd, allowed_of_draws * draws + allowed_of_limit * next_order + rounding);
    seen.series.add(time, mmd, draws);
  }
  return seen.series.series.times.size() > 1 ? std::optional(seen) : std::nullopt;
}

}  // namespace

Findings check_local_limit(const Judged& j) {
  if (!is_in_scope(j)) return {};
  const auto seen = compare_with_diffusion(j);
  if (!seen) return {};
  Check check =
      seen->worst.check("local-limit", "MMD to the local limit, a diffusion, worst frame",
                        "2.5 times what independent draws have, and 5 tau/spread^2 of the "
                        "norm of the law: the limit's "
                        "next order");
  check.status = "numerical";
  check.source = "local limit: d_t rho = (D rho')', D = 1 - (alpha/(alpha + c rho))^2";
  return {check, seen->series};
}

}  // namespace simclr_flow
