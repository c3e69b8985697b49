#include "simclr_flow/theory/energy_facts.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace simclr_flow::theory {
namespace {

using Negatives = PlainContrast::Negatives;
using Sum = EnergyFacts::Sum;

FamilyMember simclr(double n, double) { return {n + 1, -std::log(n), false}; }
FamilyMember simclr_noself(double n, double v) { return {n + 1 - 1 / v, -std::log(n), false}; }
FamilyMember info_nce(double, double v) { return {1, std::log(v), true}; }
FamilyMember nt_xent(double, double v) {
  const double two_or_more = std::max(v, 2.0);
  return {(two_or_more - 1) / two_or_more, std::log(two_or_more), true};
}
FamilyMember dcl(double, double v) { return {0, std::log(v), true}; }
FamilyMember dhel(double, double) { return {0, 0, true}; }

constexpr std::array presets_table{
    EnergyFacts{
        .preset = "simclr", .member = simclr, .exceeds_single_views = true, .law_offset = 1},
    EnergyFacts{.preset = "simclr-noself",
                .contrast = {.negatives = Negatives::others},
                .member = simclr_noself,
                .exceeds_single_views = true},
    EnergyFacts{
        .preset = "simclr-cross", .contrast = {.negatives = Negatives::cross}, .member = simclr},
    EnergyFacts{.preset = "info-nce",
                .contrast = {.offset = 0, .mean = false},
                .member = info_nce,
                .exceeds_single_views = true,
                .of_directions = true},
    EnergyFacts{
        .preset = "nt-xent",
        .contrast = {.offset = 0, .negatives = Negatives::others, .mean = false, .twin = true},
        .member = nt_xent,
        .of_directions = true},
    EnergyFacts{.preset = "dcl",
                .contrast = {.offset = 0, .negatives = Negatives::other_samples, .mean = false},
                .member = dcl,
                .of_directions = true},
    EnergyFacts{.preset = "dhel",
                .contrast = {.offset = 0, .negatives = Negatives::same_view, .mean = false},
                .member = dhel,
                .of_directions = true},
    EnergyFacts{.preset = "linear",
                .contrast = {.linear = true, .self_if_finite = true},
                .pair_energy = true,
                .exceeds_single_views = true},
    EnergyFacts{.preset = "alignment", .sum = Sum::alignment, .of_directions = true},
    EnergyFacts{.preset = "uniformity", .sum = Sum::uniformity, .of_directions = true},
    EnergyFacts{
        .preset = "uniformity-per-view", .sum = Sum::uniformity_per_view, .of_directions = true},
    EnergyFacts{.preset = "spectral", .sum = Sum::spectral},
};

}  // namespace

std::span<const EnergyFacts> energy_facts() { return presets_table; }

const EnergyFacts* facts_of(std::string_view preset) {
  const auto found = std::ranges::find(presets_table, preset, &EnergyFacts::preset);
  return found == presets_table.end() ? nullptr : &*found;
}

bool needs_views(std::string_view preset) {
  const EnergyFacts* facts = facts_of(preset);
  return facts && facts->needs_views();
}

bool counts_directions(std::string_view preset) {
  const EnergyFacts* facts = facts_of(preset);
  return facts && facts->of_directions;
}

bool depends_on_kernel(std::string_view preset) {
  const EnergyFacts* facts = facts_of(preset);
  return !facts || facts->has_kernel();
}

bool speaks_of_kernel(std::string_view kernel) { return kernel == "gauss"; }

bool speaks_of(std::string_view preset, std::string_view kernel) {
  return !depends_on_kernel(preset) || speaks_of_kernel(kernel);
}

}  // namespace simclr_flow::theory
