#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "simclr_flow/core/types.hpp"
#include "simclr_flow/theory/plain_contrast.hpp"

namespace simclr_flow::theory {

/// A preset at n samples whose V views each coincide, at points z_1, ..., z_n, as a member of the
/// family F_a = (1/n) sum_i log(a + sum_{j≠i} k_ij): its reported value is F_a + shift.
struct FamilyMember {
  double a, shift;
  bool grows;  ///< as log n

  /// F_a = log n + E_alpha, E_alpha(rho) = int log(alpha + K_rho) drho.
  double alpha(Index samples) const { return (a - 1) / static_cast<double>(samples); }
};

/// What is known of an energy preset: one row says all that theory, judge, study and app tell of
/// it. Presets without a row have no theory.
struct EnergyFacts {
  /// The double sum that defines it.
  enum class Sum {
    contrast,             ///< `contrast`
    alignment,            ///< the mean squared distance of positive pairs; 0 for single views
    uniformity,           ///< log of the mean kernel over pairs of latents
    uniformity_per_view,  ///< the same of each view by itself, their mean
    spectral,  ///< -2 the mean u·u' of positive pairs + the mean (u·u')² of all, itself included
  };

  std::string_view preset;
  Sum sum = Sum::contrast;
  PlainContrast contrast = {};
  /// (a, shift) at n samples of V views, see family_member; null: no member of the family.
  FamilyMember (*member)(double n, double v) = nullptr;
  bool pair_energy = false;  ///< of single views (1/n^2) sum_{i,j} k_ij, the mean kernel of the law
  /// The energy of N latents in views is at least that of the same latents as single views: its R
  /// is that of single views, and A <= 1.
  bool exceeds_single_views = false;
  /// alpha where E of single views is E_alpha of the law of the latents, whatever their number: of
  /// several views it is at least that, and its minimum over laws is the uniform law's (Theorem A).
  std::optional<double> law_offset = {};
  bool of_directions = false;  ///< a loss of normalised outputs: rows count by their directions

  /// Whether a pair of views of a sample counts otherwise than a pair of samples.
  bool has_positive_pairs() const {
    return sum == Sum::contrast || sum == Sum::alignment || sum == Sum::spectral;
  }
  /// Whether its negatives know neither samples nor views. Groups of samples that are positives of
  /// each other, all alike, then count as samples, and the latents of a group as their views.
  bool takes_groups_as_samples() const {
    return sum == Sum::contrast && (contrast.negatives == PlainContrast::Negatives::all ||
                                    contrast.negatives == PlainContrast::Negatives::others);
  }
  /// Whether the kernel plays a part.
  bool has_kernel() const { return sum != Sum::alignment && sum != Sum::spectral; }
  /// Whether it is of inner products about 0, on R^d; others are of differences of latents.
  bool is_of_inner_products() const { return sum == Sum::spectral; }
  /// Whether it says nothing of single views.
  bool needs_views() const { return sum == Sum::alignment; }
  /// How many views that coincide a single view stands for.
  Index views_of_single() const { return contrast.twin ? 2 : 1; }
};

/// All rows; and the one of a preset, null for a name that has none.
std::span<const EnergyFacts> energy_facts();
const EnergyFacts* facts_of(std::string_view preset);

/// What rows say, and false of presets that have none: whether it says nothing of single views, and
/// whether it is a loss of normalised outputs.
bool needs_views(std::string_view preset);
bool counts_directions(std::string_view preset);

/// Whether the kernel plays a part in an energy: in one that has no row it may.
bool depends_on_kernel(std::string_view preset);

/// Whether theory speaks of energies of this kernel: k = exp(-|z-z'|^2/(2 tau)), which is
/// exp((z·z' - 1)/tau) on unit spheres.
bool speaks_of_kernel(std::string_view kernel);
/// The same of an energy with its kernel: always, where that plays no part.
bool speaks_of(std::string_view preset, std::string_view kernel);

}  // namespace simclr_flow::theory
