#pragma once
// What is known of an energy with another kernel than gauss. Private to theory.
#include <memory>
#include <optional>
#include <vector>

#include "simclr_flow/theory/best_known.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "simclr_flow/theory/overview.hpp"
#include "simclr_flow/theory/plain_kernel.hpp"

namespace simclr_flow::theory {

/// A preset of so many views with a kernel that theorems on completely monotone ones speak of.
struct KernelSetting {
  const EnergyFacts* facts;
  std::unique_ptr<const PlainKernel> kernel;
  Index views = 1;

  /// Nothing of presets that are neither linear nor a member of the family, kernels
  /// that are not known or not completely monotone, whose k(z, z) is not 1, and those with a pole
  /// where the preset sums a latent with itself or with a view in its place; of several
  /// views nothing of kernels with a pole, nor of presets whose negatives are of the other view.
  static std::optional<KernelSetting> of(const Setting& setting);

  bool of_pairs() const { return facts->pair_energy; }
  /// k(z, z) = 1, and not a pole.
  bool is_finite() const { return !kernel->has_pole(); }
  /// F_a + shift of n samples whose views coincide; not of pair energies.
  FamilyMember member(Index n) const {
    return facts->member(static_cast<double>(n), static_cast<double>(views));
  }
};

/// best_known of such a setting, samples >= 2.
std::optional<BestKnown> best_known_of_kernel(const Setting& setting);
/// The table of such a setting. Throws InputError where nothing is known of it.
std::vector<Statement> overview_of_kernel(const Setting& setting);

}  // namespace simclr_flow::theory
