#pragma once
// What is known of the law of a flow's latents. Private to judge.
#include <optional>
#include <string>

#include "judged.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "simclr_flow/theory/family.hpp"
#include "solver_error.hpp"

namespace simclr_flow {

/// Harmonic moments M_1, ..., M_4 are reported, and held to their rates.
inline constexpr Index checked_degrees = 4;

/// What theory knows of the flow's energy; null where it speaks of none.
const theory::EnergyFacts* facts_of(const Judged& judged);
/// As whose samples and views theory of views takes the latents: as those of the run; where labels
/// make positives of equal groups of samples, and the energy takes these as samples, as groups and
/// the latents of each.
struct AsViews {
  Index samples = 0, views = 0;
  std::string lack;  ///< why there are none; then both are 0
};
AsViews as_views(const Judged& judged);
/// Whether theory speaks of the energy, and its views are single.
bool is_of_single_views(const Judged& judged);
/// F_a + shift, the flow's energy of single views; none for other energies.
std::optional<theory::FamilyMember> family_of(const Judged& judged);
/// alpha of the law's energy E_alpha where it is at least 0, which Theorems A and B need.
std::optional<double> offset_of(const Judged& judged);
/// E_alpha(rho) - log(alpha + kappa_0) of the law at a value of the flow's energy.
double gap_of_law(const Judged& judged, double alpha, double energy);
/// Latents on the circle or a sphere, and a temperature in the domain of theory/spectrum.hpp.
bool has_uniform_law(const Judged& judged);
/// MMD^2 of latents to it, with the masses of the run: theory/discrepancy.hpp, of many latents in
/// more than two dimensions from the energy's pass.
/// Of large flows what an estimate leaves below it; not a number where there is none.
double squared_mmd_to_uniform(const Judged& judged, const Points& latents);
/// How far an adaptive method, and rounding, may take a coordinate between two frames from the
/// flow's own way: accumulated_error of the steps between, in the root mean square over latents.
double solver_error(const Judged& judged, const Sizes& latents, std::size_t from, std::size_t to);

}  // namespace simclr_flow
