// The energy and what follows from it, computed again by plain sums; it has a least value, and
// falls.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "effort.hpp"
#include "plain_energy.hpp"
#include "rows.hpp"
#include "sampled_sums.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "solver_error.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

struct ValueAndNorm {
  double value = 0, norm = 0;
  double size = 1;      ///< what its tolerance is relative to
  double of_value = 0;  ///< what rounding leaves open of it
  double rounding = 0;  ///< of a gradient norm in doubles: terms cancel, exponents are |z|^2/tau
};

ValueAndNorm value_and_norm(const Judged& j, const Points& z) {
  const PassMemo::Kept pass = pass_of(j, z);
  const theory::PlainSum& plain = pass->sum;
  const double n = static_cast<double>(z.cols()),
               tau = least_temperature(j.config.energy, theory::depends_on_kernel);
  const double exponent = 1 + z.colwise().squaredNorm().maxCoeff() / tau;
  return {plain.value, theory::gradient_norm(plain, z, space_of(j), j.run.view_weights),
          plain.of_terms > 0 ? plain.of_terms : std::max(1.0, std::abs(plain.value)),
          plain.value_rounding,
          1e-15 * n * plain.gradient_scale * exponent + n * plain.gradient_rounding};
}

/// g·Theta g of kernels, which rounds as Theta does.
Check check_sign(const Judged& j, const std::vector<double>& dissipation) {
  const double smallest = *std::ranges::min_element(dissipation);
  double tolerance = 1e-12;
  std::string why;
  if (const auto stated = is_sampled(j) ? std::nullopt : StatedFlow::of(j, why);
      stated && j.flow.kind == "kernel")
    for (const std::size_t p : evenly_spaced(j.flow.pairs.size(), fewest_frames))
      tolerance = std::max(tolerance, stated->dissipation_rounding(j.flow.pairs[p]));
  return lower_bound_check("dissipation", "smallest -dE/dt", "not below 0", 0, smallest, tolerance,
                           "rounding of cancelling terms");
}

std::vector<Check> unknown_sums(const Judged& j, const std::string& why) {
  std::vector<Check> checks{no_theory_check("energy", "E from positions", why),
                            no_theory_check("gradient", "|grad E| from positions", why)};
  checks.push_back(j.flow.kind == "particle"
                       ? no_theory_check("dissipation", "-dE/dt against |grad E|^2", why)
                       : check_sign(j, j.flow.observable("dissipation")));
  return checks;
}

std::string told_rows(const Judged& j, std::size_t taken) {
  if (taken == j.flow.positions.size()) return "worst of all frames";
  return fmt::format("worst of {} of {} frames", taken, j.flow.positions.size());
}

/// Of particles: -dE/dt and |grad E| are both stored.
Check check_stored_dissipation(const Judged& j) {
  const auto& gradient = j.flow.observable("gradient_norm");
  const auto& dissipation = j.flow.observable("dissipation");
  Worst worst;
  for (std::size_t row = 0; row < gradient.size(); ++row) {
    const double square = gradient[row] * gradient[row];
    worst.see(square, dissipation[row], 2e-9 * square + 1e-24);
  }
  return worst.check("dissipation", "-dE/dt against the stored |grad E|^2, worst of all rows",
                     "rounding");
}

/// Where all pairs are too many.
Findings check_estimates(const Judged& j) {
  if (const std::string why = lack_of_sample(j); !why.empty()) return unknown_sums(j, why);
  const auto& energy = j.flow.observable("energy");
  const auto& gradient = j.flow.observable("gradient_norm");
  const auto frames = frames_to_check(j);
  Worst of_energy, of_square;
  bool finite = true;
  for (const auto& [frame, row] : frames) {
    const auto sample = sample_of(j, j.flow.positions[frame]);
    const double of_sums = gradient_accuracy(j);
    const auto& [e, g] = std::pair(sample->energy, sample->squared_gradient);
    finite = finite && std::isfinite(e.error) && std::isfinite(g.error);
    of_energy.see(e.value, energy[row],
                  allowed_errors * e.error +
                      (1e-11 + accuracy_of_sums(j)) * std::max(1.0, std::abs(e.value)));
    of_square.see(g.value, gradient[row] * gradient[row],
                  allowed_errors * g.error + 1e-9 * std::abs(g.value) + 1e-24 +
                      of_sums * (2 * gradient[row] + of_sums));
  }
  if (!finite) return unknown_sums(j, "kernels are too small to be estimated from some latents");
  const std::string where = told_rows(j, frames.size());
  return std::vector{
      of_energy.check("energy", "E estimated from positions, " + where, told_confidence),
      of_square.check("gradient", "|grad E|^2 estimated from positions, " + where, told_confidence),
      j.flow.kind == "particle" ? check_stored_dissipation(j)
                                : check_sign(j, j.flow.observable("dissipation"))};
}

}  // namespace

Findings check_plain_sums(const Judged& j) {
  if (const std::string why = lack_of_plain_sums(j); !why.empty()) return unknown_sums(j, why);
  if (is_sampled(j)) return check_estimates(j);
  const auto& energy = j.flow.observable("energy");
  const auto& gradient = j.flow.observable("gradient_norm");
  const auto& dissipation = j.flow.observable("dissipation");
  const double accuracy = accuracy_of_sums(j);
  const std::string of_sums =
      accuracy > 0 ? fmt::format(", and fast sums of accuracy {}", accuracy) : "";
  Worst of_energy, of_gradient, of_dissipation;
  const auto frames = frames_to_check(j);
  std::vector<ValueAndNorm> plain(frames.size());
  parallel_blocks(std::ssize(frames), [&](Index k, Index) {
    const auto at = static_cast<std::size_t>(k);
    plain[at] = value_and_norm(j, j.flow.positions[frames[at].frame]);
  });
  for (std::size_t k = 0; k < frames.size(); ++k) {
    const auto [value, norm, size, of_value, rounding] = plain[k];
    const std::size_t row = frames[k].row;
    // A gradient is a sum of terms up to the steepness that cancel near equilibrium.
    const double allowed =
        1e-9 * norm + std::max(1e-12 * steepness(j), rounding) + gradient_accuracy(j);
    of_energy.see(value, energy[row], (1e-11 + accuracy) * size + of_value);
    of_gradient.see(norm, gradient[row], allowed);
    of_dissipation.see(norm * norm, dissipation[row], 2 * allowed * norm + allowed * allowed);
  }
  const std::string where = told_rows(j, frames.size());
  std::vector<Check> checks{
      of_energy.check("energy", "E from positions, " + where,
                      (is_sum(j) ? "1e-11 of all |w E|, of |w| at least: rounding of two orders"
                                 : "1e-11 of E, of 1 at least: rounding of two summation orders") +
                          of_sums),
      of_gradient.check("gradient", "|grad E| from positions, " + where,
                        "1e-9 relative, and rounding of cancelling terms" + of_sums)};
  if (j.flow.kind == "particle")
    checks.push_back(of_dissipation.check("dissipation", "-dE/dt against |grad E|^2, " + where,
                                          "twice the gradient's"));
  else
    checks.push_back(check_sign(j, dissipation));
  return checks;
}

Findings check_gap(const Judged& j) {
  if (!j.minimum) return {};
  const auto& energy = j.flow.observable("energy");
  std::vector<double> gap;
  for (const double value : energy) gap.push_back(value - j.minimum->value);
  const auto& stored_gap = j.flow.observable("energy_gap");
  Worst worst;
  const double size = size_of_terms(j);  // of sums with large weights above E
  for (std::size_t t = 0; t < gap.size(); ++t)
    worst.see(gap[t], stored_gap[t], 1e-12 * std::max({1.0, size, std::abs(energy[t])}));
  Check stored = worst.check("gap", "stored E - E_0 against that of stored E, worst",
                             "rounding of one quadrature, and of E");
  const double lowest = *std::ranges::min_element(gap);
  Check bound = lower_bound_check("bound", "smallest E - E_0", "not below 0", 0, lowest,
                                  1e-12 * std::max(1.0, size), "rounding of E and E_0");
  bound.status = j.minimum->status;
  bound.source = j.minimum->source;
  return std::vector{stored, bound};
}

Findings check_monotone(const Judged& j) {
  if (!j.method.integrates) return {};
  const auto& energy = j.flow.observable("energy");
  Worst worst;
  worst.see(0, 0, 1e-12);
  const Sizes sizes = sizes_of_latents(j);
  for (std::size_t t = 1; t < energy.size(); ++t)
    worst.see(0, std::max(energy[t] - energy[t - 1], 0.0), energy_error(j, sizes, t - 1, t));
  const bool fixed_step = !j.method.adaptive;
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

}  // namespace simclr_flow
