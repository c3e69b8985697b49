#include "simclr_flow/theory/pair_minimum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "kernel_energy.hpp"
#include "plain_rule.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/inner_products.hpp"
#include "simclr_flow/theory/spherical_codes.hpp"

namespace simclr_flow::theory {
namespace {

/// To a unit of the last digit: some are cut, not rounded.
constexpr TabledEnergy thomson(Index points, double pairs, std::string_view name = "") {
  return {"riesz",
          1,
          3,
          points,
          pairs,
          5e-10,
          name,
          "numerical",
          "Thomson's problem, lowest known; Wales & Ulker, Phys. Rev. B 74 (2006)"};
}
constexpr TabledEnergy proven(TabledEnergy row, std::string_view source) {
  row.status = "proven";
  row.source = source;
  return row;
}
constexpr TabledEnergy inverse_square(Index points, double pairs, double rounding) {
  return {"riesz",
          2,
          4,
          points,
          pairs,
          rounding,
          "",
          "numerical",
          "1/r^2 on S^3, lowest known; Ballinger et al., Experiment. Math. 18 (2009)"};
}

constexpr std::array table{
    proven(thomson(5, 6.474691495, "triangular bipyramid"),
           "Thomson's problem: Schwartz, Experiment. Math. 22 (2013)"),
    thomson(7, 14.452977414, "pentagonal bipyramid"),
    thomson(8, 19.675287861, "square antiprism"),
    thomson(9, 25.759986531, "triaugmented triangular prism"),
    thomson(10, 32.716949460, "gyroelongated square bipyramid"),
    thomson(11, 40.596450508),  // often printed as ...510; by 40 digits of a minimum ...50819
    thomson(13, 58.853230612),
    thomson(14, 69.306363297, "gyroelongated hexagonal bipyramid"),
    thomson(15, 80.670244114),
    thomson(16, 92.911655302),
    thomson(17, 106.050404829),
    thomson(18, 120.084467447),
    thomson(19, 135.089467557),
    thomson(20, 150.881568334),
    inverse_square(7, 9.5, 1e-12),
    inverse_square(10, 22.5, 1e-12),
    inverse_square(13, 41.6, 1e-12),
};

/// Whether the configuration minimizes every completely monotone pair energy.
bool is_optimal(const ConfigurationEntry& row) {
  return std::ranges::any_of(row.claims, [](const MinimalityClaim& claim) {
    return is_about_pairs(claim) && claim.status == "proven";
  });
}

/// Of n points of which each sees the others so, in long double.
double energy_of(long double others, Index n, const PlainKernel& kernel, bool own) {
  return static_cast<double>(((own ? pair_value(kernel, 0) : 0) + others) / n);
}

std::optional<PairMinimum> tabled(const PlainEnergy& energy, Index d, Index n) {
  const auto exponent = energy.parameters.find("exponent");
  const auto found = std::ranges::find_if(table, [&](const TabledEnergy& row) {
    return row.kernel == energy.kernel && row.dim == d && row.points == n &&
           exponent != energy.parameters.end() && exponent->second == row.exponent;
  });
  if (found == table.end()) return std::nullopt;
  const double scale = found->linear() / found->pairs;
  return PairMinimum{
      found->name.empty() ? fmt::format("lowest known of {} points", n) : std::string(found->name),
      found->linear(), scale * found->rounding, std::string(found->status),
      std::string(found->source)};
}

}  // namespace

std::span<const TabledEnergy> tabled_energies() { return table; }

std::optional<PairMinimum> lowest_pair_energy(const PlainEnergy& energy, Index d, Index n) {
  const EnergyFacts* facts = facts_of(energy.preset);
  if (!facts || !facts->pair_energy || energy.contrast || !has_plain_kernel(energy.kernel))
    return std::nullopt;
  const auto kernel = plain_kernel(energy.kernel, energy.temperature, energy.parameters);
  if (!kernel->is_completely_monotone()) return std::nullopt;
  const bool own = defined(energy).contrast.negatives == PlainContrast::Negatives::all;
  for (const ConfigurationEntry* row : configurations_of(d, n))
    if (is_optimal(*row))
      return PairMinimum{
          std::string(row->name), energy_of(sum_over_others(*kernel, *row, d, n), n, *kernel, own),
          0, "proven", "universally optimal: Cohn & Kumar, J. Amer. Math. Soc. 20 (2007)"};
  if (const SphericalCode* code = spherical_code(d, n))
    return PairMinimum{
        std::string(code->name),
        energy_of(sum_over_others(*kernel, code->products().rounded()), n, *kernel, own), 0,
        std::string(code->status), std::string(code->source)};
  return tabled(energy, d, n);
}

}  // namespace simclr_flow::theory
