#pragma once
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/theory/setting.hpp"

namespace simclr_flow::theory {

/// One line of the table: a number, how far it is established, and by what. For people: code asks
/// best_known.
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
/// Bounds and configurations are those of best_known; of alignment and uniformity laws, bounds and
/// rates are told. Of another kernel than gauss the potential of the uniform law, the minimum over
/// laws, the largest bound and configurations are told, of single views (kernel_minimum.hpp, where
/// `log` is -log|z-z'| of pairs); of several the potential and what best_known tells of n >= 2
/// samples. Throws InputError for another preset or kernel, where nothing is known, and outside the
/// domains of the parts: tau in [1e-4, 1e4], d >= 2, n = 0 or n >= 2, V >= 1, nV <= most_latents.
std::vector<Statement> overview(const Setting& setting);

}  // namespace simclr_flow::theory
