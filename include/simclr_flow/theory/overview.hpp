#pragma once
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// What a table of theory is about: an energy of single views, gauss kernel, on S^{d-1}.
struct Setting {
  Index dim = 2;  ///< d >= 2, of the ambient space
  double temperature = 0.2;
  std::string preset = "simclr";  ///< linear, or one of theory/family.hpp
  Index points = 0;               ///< N >= 2, or 0: laws, and configurations of every size
};

/// One line of the table: a number, how far it is established, and by what.
struct Statement {
  std::string section;   ///< "laws", "bounds", "configurations" or "rates"
  std::string id;        ///< stable, e.g. "rate.uniform.3"
  std::string quantity;  ///< in words
  double value;
  std::optional<double> gap;  ///< configurations: the value less the largest lower bound for its N
  std::string status;  ///< proven, numerical, stationary by symmetry, not a minimizer, vacuous
  std::string source;
};

/// All that theory/ knows of a setting. Energies are the preset's reported values (energy/
/// contrastive.hpp), rates those of the particle flow, z' = -N dE/dz. With a = N + 1, N, 1, 1/2, 0
/// for simclr = simclr-cross, simclr-noself, info-nce, nt-xent, dcl = dhel, and alpha = (a - 1)/N,
/// laws and uniform rates are told where alpha >= 0 (Theorem A). N = 0 is the limit of many points,
/// alpha = 1 or 0, where energies that grow as log N are told less log N. Throws InputError for
/// another preset, and outside the domains of the parts: tau in [1e-4, 1e4], d >= 2, N = 0 or N
/// >= 2.
std::vector<Statement> overview(const Setting& setting);

}  // namespace simclr_flow::theory
