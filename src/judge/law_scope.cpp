// Which laws are known for a flow's energy.
#include "law_scope.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "effort.hpp"
#include "plain_energy.hpp"
#include "sampled_sums.hpp"
#include "simclr_flow/theory/discrepancy.hpp"
#include "simclr_flow/theory/spectrum.hpp"
#include "stated_positives.hpp"

namespace simclr_flow {

const theory::EnergyFacts* facts_of(const Judged& j) {
  const EnergyConfig& energy = j.config.energy;
  if (!theory::speaks_of(energy.preset, energy.kernel) || !j.config.positives.are_views())
    return nullptr;
  return theory::facts_of(energy.preset);
}

AsViews as_views(const Judged& j) {
  const Index views = j.config.views.count, samples = j.flow.particles / views;
  if (j.config.positives.are_views()) return {samples, views, ""};
  const auto group = j.positives ? j.positives->group_size() : std::nullopt;
  if (!group) return {0, 0, lack_of_views(j.config) + ", unless by classes of one size"};
  const theory::EnergyFacts* facts = theory::facts_of(j.config.energy.preset);
  if (*group > 1 && !(facts && facts->takes_groups_as_samples()))
    return {0, 0,
            lack_of_views(j.config) + ", unless the negatives know neither samples nor views"};
  if (*group == samples) return {0, 0, "there is one class alone: nothing keeps it from meeting"};
  return {samples / *group, views * *group, ""};
}

bool is_of_single_views(const Judged& j) { return facts_of(j) && j.config.views.count == 1; }

std::optional<theory::FamilyMember> family_of(const Judged& j) {
  if (!is_of_single_views(j)) return std::nullopt;
  return theory::family_member(j.config.energy.preset, j.flow.particles);
}

std::optional<double> offset_of(const Judged& j) {
  const auto member = family_of(j);
  if (!member || member->a < 1) return std::nullopt;
  return member->alpha(j.flow.particles);
}

double gap_of_law(const Judged& j, double alpha, double energy) {
  const auto member = family_of(j);  // F_a = log N + E_alpha; else the value is E_alpha's
  const double shift = member ? std::log(static_cast<double>(j.flow.particles)) + member->shift : 0;
  return energy - shift -
         theory::uniform_energy(j.config.latent.dim, j.config.energy.temperature, alpha);
}

bool has_uniform_law(const Judged& j) {
  const double tau = j.config.energy.temperature;
  return space_of(j).unit_sphere && tau >= 1e-4 && tau <= 1e4;
}

double squared_mmd_to_uniform(const Judged& j, const Points& z) {
  const double tau = j.config.energy.temperature;
  const State mass = masses(j);
  if (z.rows() == 2) return theory::squared_mmd_on_circle(z, tau, &mass);
  if (z.cols() < many_latents) return theory::squared_mmd_to_uniform(z, tau, &mass);
  const double of_uniform = theory::kernel_eigenvalue(0, z.rows(), tau);
  if (is_sampled(j)) {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    if (!lack_of_sample(j).empty()) return unknown;
    const auto mean = sample_of(j, z)->by_mass;
    return mean ? mean->value - allowed_errors * mean->error - of_uniform : unknown;
  }
  return kernel_means_of(j, z).by_mass - of_uniform;
}

double solver_error(const Judged& j, const Sizes& latents, std::size_t from, std::size_t to) {
  const double size = std::max(1.0, latents.all());
  const auto& step = j.flow.frames.step;
  return accumulated_error(j, step[to] - step[from], size) + 1e-14 * size;
}

}  // namespace simclr_flow
