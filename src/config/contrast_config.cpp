#include "simclr_flow/config/contrast_config.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "simclr_flow/config/run_config.hpp"

namespace simclr_flow {
namespace {

constexpr Choice<ContrastConfig::Outer> outer_names[] = {
    {ContrastConfig::Outer::log, "log"},
    {ContrastConfig::Outer::linear, "linear"},
};

constexpr Choice<ContrastConfig::Negatives> negatives_names[] = {
    {ContrastConfig::Negatives::all, "all"},
    {ContrastConfig::Negatives::other_samples, "other_samples"},
    {ContrastConfig::Negatives::same_view, "same_view"},
    {ContrastConfig::Negatives::cross, "cross"},
};

constexpr Choice<EnergyConfig::Sums> sums_names[] = {
    {EnergyConfig::Sums::automatic, "auto"},
    {EnergyConfig::Sums::direct, "direct"},
    {EnergyConfig::Sums::fast, "fast"},
};

}  // namespace

std::vector<TermView> terms_of(const EnergyConfig& energy) {
  if (energy.terms.empty()) return {{1, energy}};
  std::vector<TermView> terms;
  for (const EnergyTerm& term : energy.terms) terms.push_back({term.weight, term.energy});
  return terms;
}

double least_temperature(const EnergyConfig& energy, bool (*has_kernel)(std::string_view preset)) {
  double least = std::numeric_limits<double>::infinity(), of_all = least;
  for (const TermView& term : terms_of(energy)) {
    of_all = std::min(of_all, term.energy.temperature);
    if (has_kernel(term.energy.preset)) least = std::min(least, term.energy.temperature);
  }
  return std::isfinite(least) ? least : of_all;
}

std::span<const Choice<ContrastConfig::Outer>> choices(ContrastConfig::Outer) {
  return outer_names;
}
std::span<const Choice<ContrastConfig::Negatives>> choices(ContrastConfig::Negatives) {
  return negatives_names;
}
std::span<const Choice<EnergyConfig::Sums>> choices(EnergyConfig::Sums) { return sums_names; }

}  // namespace simclr_flow
