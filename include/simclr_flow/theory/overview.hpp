#pragma once
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// What a table of theory is about: an energy of n samples of V views, gauss kernel, on S^{d-1}.
struct Setting {
  Index dim = 2;  ///< d >= 2, of the ambient space
  double temperature = 0.2;
  std::string preset = "simclr";  ///< linear, or one of theory/family.hpp
  Index samples = 0;              ///< n >= 2, or 0: laws, and configurations of every size
  Index views = 1;                ///< V >= 1; samples·views <= most_latents

  static constexpr Index most_latents = 10'000'000;
};

/// One line of the table: a number, how far it is established, and by what.
struct Statement {
  std::string section;   ///< "laws", "bounds", "configurations" or "rates"
  std::string id;        ///< stable, e.g. "rate.uniform.3"
  std::string quantity;  ///< in words
  double value;
  std::optional<double> gap;  ///< configurations: the value less the largest lower bound for its n
  std::string status;  ///< proven, numerical, stationary by symmetry, not a minimizer, vacuous
  std::string source;
};

/// All that theory/ knows of a setting. Energies are the preset's reported values (energy/
/// contrastive.hpp), rates those of the particle flow, z' = -N dE/dz. Laws, configurations and
/// rates are those of samples whose views coincide, a point a sample, with a and shift of
/// theory/family.hpp and alpha = (a - 1)/n; bounds hold for all N = nV latents (theory/
/// energy_bound.hpp). Laws and uniform rates are told where alpha >= 0 (Theorem A). n = 0 is the
/// limit of many samples, alpha = 1 or 0, where energies that grow as log n are told less log n.
/// With V > 1 a claim that a configuration is minimal is made only where it attains the bound: the
/// others were proven, or tried, among single views.
/// Throws InputError for another preset, and outside the domains of the parts: tau in [1e-4, 1e4],
/// d >= 2, n = 0 or n >= 2, V >= 1, nV <= most_latents.
std::vector<Statement> overview(const Setting& setting);

}  // namespace simclr_flow::theory
