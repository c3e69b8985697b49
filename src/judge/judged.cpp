#include "judged.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "simclr_flow/core/counted.hpp"
#include "simclr_flow/io/layout.hpp"
#include "simclr_flow/io/run_paths.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "simclr_flow/theory/plain_kernel.hpp"
#include "simclr_flow/theory/plain_network.hpp"

namespace simclr_flow {

bool may_lack_series(const StoredRun& run) { return run.schema == older_trajectory_schema; }

bool has_angles(const Judged& j) { return space_of(j).stores_angle(j.config.latent.dim); }

Index coordinate_count(const Judged& j) { return space_of(j).coordinates(j.config.latent.dim); }

State unequal_masses(const StoredRun& run, const StoredFlow& flow) {
  const Index views = run.view_weights.size();
  if (views == 0) return {};
  const Index samples = flow.particles / views;
  return run.view_weights.replicate(samples, 1) / static_cast<double>(samples);
}

State masses(const Judged& j) {
  const State unequal = unequal_masses(j.run, j.flow);
  if (unequal.size() > 0) return unequal;
  return State::Constant(j.flow.particles, 1 / static_cast<double>(j.flow.particles));
}

double accuracy_of_sums(const Judged& j) {
  const auto told = j.run.texts.find(setting_name::sums);
  if (told == j.run.texts.end() || told->second.starts_with(setting_name::always_direct)) return 0;
  const bool few = told->second == "direct sums: few latents";  // as older files say it
  const bool can_be_fast = std::ranges::any_of(terms_of(j.config.energy), [](const TermView& term) {
    return theory::speaks_of_kernel(term.energy.kernel);
  });
  return few || !can_be_fast ? 0 : accuracy_of_uniformity(j);
}

namespace {

double steepness_of_term(const EnergyConfig& energy) {
  const double by_temperature = 1 / std::sqrt(energy.temperature);
  if (!theory::has_plain_kernel(energy.kernel)) return by_temperature;
  const auto kernel = theory::plain_kernel(energy.kernel, energy.temperature, energy.parameters);
  if (kernel->has_kink() || kernel->has_pole()) return by_temperature;
  return std::max(by_temperature, std::sqrt(static_cast<double>(kernel->pull(0))));
}

bool has_kink(const EnergyConfig& energy) {
  return theory::depends_on_kernel(energy.preset) && theory::has_plain_kernel(energy.kernel) &&
         theory::plain_kernel(energy.kernel, energy.temperature, energy.parameters)->has_kink();
}

}  // namespace

double steepness(const Judged& j) {
  double sum = 0;
  for (const auto& [weight, energy] : terms_of(j.config.energy))
    sum += std::abs(weight) * steepness_of_term(energy);
  return sum;
}

double bending(const Judged& j) {
  double sum = 0;
  for (const auto& [weight, energy] : terms_of(j.config.energy))
    sum += std::abs(weight) / energy.temperature;
  return sum;
}

double gradient_accuracy(const Judged& j) { return 4 * accuracy_of_sums(j) * steepness(j); }

double accuracy_of_uniformity(const Judged& j) {
  const bool direct = j.config.energy.summation == EnergyConfig::Sums::direct;
  return direct || j.flow.ambient_dim > 3 ? 0 : j.config.energy.accuracy;
}

bool is_smooth(const Judged& j) {
  const auto has_kinks = [](const TermView& term) { return has_kink(term.energy); };
  if (std::ranges::any_of(terms_of(j.config.energy), has_kinks)) return false;
  return j.flow_config.kind != "network" || theory::is_smooth_activation(j.flow_config.activation);
}

bool has_begun(const Judged& j) { return j.flow.status == "done" || !j.flow.positions.empty(); }

std::string warning_of(const Judged& j, const std::string& kind) {
  const auto found = j.flow.warnings.find(kind);
  if (found == j.flow.warnings.end() || found->second.count == 0) return "";
  const auto& [count, worst] = found->second;
  if (kind == "energy_rise")
    return fmt::format("E rose {}, by at most {:.3g}", counted(count, "time"), worst);
  if (kind == "dissipation")
    return fmt::format("E fell otherwise than by its rate {}, by at most {:.3g} of it",
                       counted(count, "time"), worst);
  return fmt::format("particles left the manifold {}, by at most {:.3g}", counted(count, "time"),
                     worst);
}

std::string warnings_of(const Judged& j) {
  std::string all;
  for (const auto& [kind, warning] : j.flow.warnings)
    if (const std::string one = warning_of(j, kind); !one.empty())
      all += (all.empty() ? "" : "; ") + one;
  return all;
}

}  // namespace simclr_flow
