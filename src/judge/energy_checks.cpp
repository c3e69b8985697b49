#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "solver_error.hpp"

namespace simclr_flow {
std::vector<std::size_t> evenly_spaced(std::size_t of, std::size_t count) {
  const std::size_t chosen = std::min(of, count);
  std::vector<std::size_t> numbers;
  for (std::size_t k = 0; k < chosen; ++k)
    numbers.push_back(chosen == 1 ? 0 : k * (of - 1) / (chosen - 1));
  return numbers;
}

std::optional<std::size_t> row_at(const std::vector<double>& times, double time) {
  const auto from = std::ranges::lower_bound(times, time * (1 - 1e-12));
  const auto to = std::ranges::upper_bound(times, time * (1 + 1e-12));
  if (from == to) return std::nullopt;
  // Steps that have become as short as rounding have several.
  const auto nearest =
      std::ranges::min_element(from, to, {}, [time](double t) { return std::abs(t - time); });
  return static_cast<std::size_t>(nearest - times.begin());
}

std::optional<std::size_t> observable_row(const StoredFlow& flow, std::size_t frame) {
  return row_at(flow.observables_clock.time, flow.frames.time.at(frame));
}

std::vector<FrameRow> frames_to_check(const StoredFlow& flow) {
  std::vector<FrameRow> all, chosen;
  for (std::size_t t = 0; t < flow.positions.size(); ++t)
    if (const auto row = observable_row(flow, t)) all.push_back({t, *row});
  const double pairs = static_cast<double>(flow.particles) * static_cast<double>(flow.particles);
  const auto affordable = static_cast<std::size_t>(pair_budget / pairs);
  for (const std::size_t k : evenly_spaced(all.size(), std::max(fewest_frames, affordable)))
    chosen.push_back(all[k]);
  return chosen;
}

namespace {

theory::PlainContrast::Negatives plain_negatives(const ContrastConfig& given) {
  using enum theory::PlainContrast::Negatives;
  switch (given.negatives) {
    case ContrastConfig::Negatives::all:
      return given.self ? all : others;
    case ContrastConfig::Negatives::other_samples:
      return other_samples;
    case ContrastConfig::Negatives::same_view:
      return same_view;
    case ContrastConfig::Negatives::cross:
      return cross;
  }
  throw std::logic_error("no such negatives");
}

theory::PlainContrast plain_contrast(const ContrastConfig& given) {
  return {.linear = given.outer == ContrastConfig::Outer::linear,
          .offset = given.offset,
          .negatives = plain_negatives(given),
          .mean = given.mean};
}

theory::PlainEnergy plain_energy(const EnergyConfig& energy) {
  return {energy.preset, energy.kernel, energy.temperature,
          energy.contrast ? std::optional(plain_contrast(*energy.contrast)) : std::nullopt,
          energy.parameters};
}

}  // namespace

std::string lack_of_plain_sums(const Judged& j) {
  const EnergyConfig& energy = j.config.energy;
  if (!theory::has_plain_kernel(energy.kernel))
    return fmt::format(
        "no energy is computed again: theory does not know the kernel '{}' (a program that adds "
        "one "
        "gives its plain formula too)",
        energy.kernel);
  if (theory::has_plain_sum(plain_energy(energy))) return "";
  return fmt::format("no energy is computed again: theory does not know the energy '{}'",
                     energy.preset);
}

theory::PlainSum plain_sum_of(const Judged& j, const Points& z) {
  const theory::PlainEnergy energy = plain_energy(j.config.energy);
  if (j.run.view_weights.size()) return plain_sum_by_quadrature(energy, z, j.run.view_weights);
  return theory::plain_sum(energy, z, j.config.views.count);
}

namespace {

struct ValueAndNorm {
  double value = 0, norm = 0;
  double rounding = 0;  ///< of a gradient norm in doubles: terms cancel, exponents are |z|^2/tau
};

ValueAndNorm value_and_norm(const Judged& j, const Points& z) {
  const auto plain = plain_sum_of(j, z);
  const double n = static_cast<double>(z.cols()), tau = j.config.energy.temperature;
  const double exponent = 1 + z.colwise().squaredNorm().maxCoeff() / tau;
  return {plain.value, theory::gradient_norm(plain, z, space_of(j), j.run.view_weights),
          1e-15 * n * plain.gradient_scale * exponent};
}

/// g·Theta g of kernels, which rounds as Theta does.
Check check_sign(const Judged& j, const std::vector<double>& dissipation) {
  const double smallest = *std::ranges::min_element(dissipation);
  double tolerance = 1e-12;
  std::string why;
  if (const auto stated = StatedFlow::of(j, why); stated && j.flow.kind == "kernel")
    for (const std::size_t p : evenly_spaced(j.flow.pairs.size(), fewest_frames))
      tolerance = std::max(tolerance, stated->dissipation_rounding(j.flow.pairs[p]));
  Check check = yes_no_check("dissipation", "smallest -dE/dt", "not below 0",
                             smallest >= -tolerance, smallest);
  check.difference = std::min(smallest, 0.0);
  check.tolerance = tolerance;
  check.tolerance_reason = "rounding of cancelling terms";
  return check;
}

std::vector<Check> unknown_sums(const Judged& j, const std::string& why) {
  std::vector<Check> checks;
  const auto add = [&](const char* id, const char* quantity) {
    checks.push_back(without_theory(yes_no_check(id, quantity, "", true, 0), why));
    checks.back().measured = std::nullopt;
  };
  add("energy", "E from positions");
  add("gradient", "|grad E| from positions");
  if (j.flow.kind == "particle")
    add("dissipation", "-dE/dt against |grad E|^2");
  else
    checks.push_back(check_sign(j, j.flow.observable("dissipation")));
  return checks;
}

}  // namespace

std::vector<Check> check_plain_sums(const Judged& j) {
  if (const std::string why = lack_of_plain_sums(j); !why.empty()) return unknown_sums(j, why);
  const auto& energy = j.flow.observable("energy");
  const auto& gradient = j.flow.observable("gradient_norm");
  const auto& dissipation = j.flow.observable("dissipation");
  const double tau = j.config.energy.temperature;
  Worst of_energy, of_gradient, of_dissipation;
  const auto frames = frames_to_check(j.flow);
  std::vector<ValueAndNorm> plain(frames.size());
  parallel_blocks(std::ssize(frames), [&](Index k, Index) {
    const auto at = static_cast<std::size_t>(k);
    plain[at] = value_and_norm(j, j.flow.positions[frames[at].frame]);
  });
  for (std::size_t k = 0; k < frames.size(); ++k) {
    const auto [value, norm, rounding] = plain[k];
    const std::size_t row = frames[k].row;
    // A gradient is a sum of terms up to 1/sqrt(tau) that cancel near equilibrium.
    const double allowed = 1e-9 * norm + std::max(1e-12 / std::sqrt(tau), rounding);
    of_energy.see(value, energy[row], 1e-11 * std::max(1.0, std::abs(value)));
    of_gradient.see(norm, gradient[row], allowed);
    of_dissipation.see(norm * norm, dissipation[row], 2 * allowed * norm + allowed * allowed);
  }
  const std::string where = frames.size() == j.flow.positions.size()
                                ? "worst of all frames"
                                : "worst of " + std::to_string(frames.size()) + " of " +
                                      std::to_string(j.flow.positions.size()) + " frames";
  std::vector<Check> checks{
      of_energy.check("energy", "E from positions, " + where,
                      "1e-11 of E, of 1 at least: rounding of two summation orders"),
      of_gradient.check("gradient", "|grad E| from positions, " + where,
                        "1e-9 relative, and rounding of cancelling terms")};
  if (j.flow.kind == "particle")
    checks.push_back(of_dissipation.check("dissipation", "-dE/dt against |grad E|^2, " + where,
                                          "twice the gradient's"));
  else
    checks.push_back(check_sign(j, dissipation));
  return checks;
}

}  // namespace simclr_flow
