#include "sums.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "simclr_flow/build/experiment.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/io/run_paths.hpp"
#include "simclr_flow/kernel_sum/summation.hpp"
#include "simclr_flow/theory/energy_facts.hpp"

namespace simclr_flow {
namespace {

Summation::Way way_of(EnergyConfig::Sums sums) {
  switch (sums) {
    case EnergyConfig::Sums::automatic:
      return Summation::Way::automatic;
    case EnergyConfig::Sums::direct:
      return Summation::Way::direct;
    case EnergyConfig::Sums::fast:
      return Summation::Way::fast;
  }
  throw std::logic_error("no such way to sum");
}

}  // namespace

Summation summation_of(const EnergyConfig& config) {
  return {way_of(config.summation), config.accuracy};
}

Profile build_profile(const EnergyConfig& config) {
  return Profile(entry(kernels(), config.kernel), config.temperature, config.parameters)
      .summed(summation_of(config));
}

bool has_pair_sums(const EnergyConfig& config) {
  return std::ranges::any_of(terms_of(config), [](const TermView& term) {
    return theory::depends_on_kernel(term.energy.preset);
  });
}

namespace {

SumsTold told_sums_of_term(const EnergyConfig& config, PointsView latents) {
  const std::string always = setting_name::always_direct;
  if (!has_pair_sums(config)) return {false, always + "the energy takes none over all pairs"};
  const SumPlan plan = plan_of_sums(build_profile(config), latents);
  if (plan.is_fast)
    return {true, fmt::format("fast sums: {}, accuracy {}", plan.geometry, config.accuracy)};
  return {false, (plan.is_settled ? always : "direct sums: ") + plan.reason};
}

}  // namespace

SumsTold told_sums(const EnergyConfig& config, PointsView latents) {
  // Of a sum the fastest term speaks: what is told is how far off sums may be.
  const auto rank = [](const SumsTold& told) {
    return told.is_fast ? 2 : told.words.starts_with(setting_name::always_direct) ? 0 : 1;
  };
  std::optional<SumsTold> told;
  for (const TermView& term : terms_of(config)) {
    SumsTold of_term = told_sums_of_term(term.energy, latents);
    if (!told || rank(of_term) > rank(*told)) told = std::move(of_term);
  }
  return *told;
}

}  // namespace simclr_flow
