#include "energy_parts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/config/parse.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"

namespace simclr_flow {
namespace {

/// The option of the command that gives this key; empty if none does.
std::string_view option_of(std::string_view key) {
  for (const auto& [known, option] :
       {std::pair<std::string_view, std::string_view>{"energy.preset", "--preset"},
        {"energy.kernel", "--kernel"},
        {"energy.temperature", "--temperature"}})
    if (key == known) return option;
  return "";
}

/// The keys that --set may give.
std::vector<std::string> keys_to_set(const EnergyOptions& options, bool of_parts) {
  const std::vector<std::string> of_sums{"summation", "accuracy"};
  std::vector<std::string> keys;
  for (const std::string& name : of_parts ? energy_keys() : of_sums)
    if (const std::string key = "energy." + name; option_of(key).empty()) keys.push_back(key);
  const KernelEntry& kernel = entry(kernels(), options.kernel);
  for (const Parameter& parameter : kernel.parameters) keys.push_back("energy." + parameter.name);
  for (const ListParameter& list : kernel.lists) keys.push_back("energy." + list.name);
  if (kernel.text)
    for (const std::string& name : {kernel.text->name, kernel.text->reach.name})
      keys.push_back("energy." + name);
  return keys;
}

bool gives_terms(std::string_view key) {
  return key == "energy.term" || key.starts_with("energy.term.");
}

/// Throws for a key of [energy] that --set does not give to this preset and kernel. Of an energy
/// of parts, the reader of configurations refuses keys of [energy] that there are not.
void require_settable(const std::string& option, const EnergyOptions& options,
                      const Vocabulary& names) {
  const auto refuse = [&option](const std::string& why) {
    throw InputError(fmt::format("--set {}: {}", shown(option), why));
  };
  const std::string key = option.substr(0, option.find('='));
  if (key == "positives.kind") refuse("--positives gives it");
  if (key.starts_with("positives.")) return;  // the reader of configurations refuses others
  const bool of_parts = names.is_made_of_parts(options.preset),
             of_energy = key.starts_with("energy.");
  const std::string name = of_energy ? key.substr(key.find('.') + 1) : "";
  std::vector<std::string> allowed = keys_to_set(options, of_parts);
  const bool of_terms = names.has_terms(options.preset);
  if (of_terms) allowed.push_back("energy.term");
  if (std::ranges::count(allowed, key) || (of_terms && gives_terms(key))) return;
  if (gives_terms(key))
    refuse(fmt::format("gives the terms of --preset {}, not of '{}'",
                       fmt::join(names.energies_of_terms, ", "), options.preset));
  if (const std::string_view other = option_of(key); !other.empty())
    refuse(fmt::format("{} gives it", other));
  if (const auto why = lack_of_parameter(options.kernel, name); !why.empty()) refuse(why);
  if (!of_parts && is_energy_key(name))
    refuse(fmt::format("gives the parts of --preset {}, not of '{}'",
                       fmt::join(names.energies_of_parts, ", "), options.preset));
  if (of_parts && of_energy) return;
  refuse(fmt::format("allowed are {}", fmt::join(allowed, ", ")));
}

}  // namespace

std::string lack_of_parameter(const std::string& own, std::string_view parameter) {
  std::vector<std::string> names;
  for (const KernelEntry& kernel : kernels())
    if (kernel.has_parameter(parameter)) names.push_back(kernel.name);
  if (names.empty()) return "";
  return fmt::format("{} is for --kernel {}: '{}' has no such parameter", parameter,
                     fmt::join(names, ", "), own);
}

RunConfig set_parts_of(const EnergyOptions& options, double temperature) {
  const Vocabulary names = vocabulary();
  const bool of_terms = names.has_terms(options.preset),
             of_parts = of_terms || names.is_made_of_parts(options.preset);
  std::vector<std::string> overrides{"energy.preset=" + (of_parts ? options.preset : "simclr"),
                                     "energy.kernel=" + options.kernel,
                                     "positives.kind=" + options.positives};
  if (of_terms) overrides.push_back(fmt::format("energy.temperature={}", temperature));
  for (const std::string& option : options.overrides) {
    require_settable(option, options, names);
    overrides.push_back(option);
  }
  const bool of_spheres = !of_terms || (!options.manifold.empty() &&
                                        names.manifold(options.manifold).facts.unit_sphere);
  overrides.push_back(of_spheres ? "latent.manifold=circle" : "latent.manifold=euclidean");
  return parse_config(
      {"energy", "[data]\nkind = \"discs\"\n[[flow]]\nkind = \"particle\"\n", overrides}, names);
}

}  // namespace simclr_flow
