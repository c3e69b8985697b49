#pragma once
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/theory/best_bound.hpp"
#include "simclr_flow/theory/setting.hpp"

namespace simclr_flow::theory {

/// The energy of a row of theory/configurations.hpp with n points, a sample at each, its views
/// together.
struct ReferenceEnergy {
  std::string name;
  Index points;
  double value;  ///< the preset's reported value
  double gap;    ///< less the largest lower bound for so many points
  /// proven or numerical (it is minimal), stationary by symmetry, not a minimizer.
  std::string status;
  std::string source;
  double rounding = 0;        ///< of the digits of a table that the value is from
  bool in_one_place = false;  ///< all points coincide, where every energy is largest

  /// Whether it is said to be minimal.
  bool is_minimal() const { return status == "proven" || status == "numerical"; }
};

/// What is known of the least energy of n samples of V views.
struct BestKnown {
  LowerBound bound;                         ///< the largest; `attained` where it is the minimum
  std::string bound_statement;              ///< "largest lower bound of 8 points, attained"
  std::vector<ReferenceEnergy> references;  ///< in the order of the table

  /// The least of them, the first of equals; the single atom, where every energy is largest, is
  /// none. Null if there is no other.
  const ReferenceEnergy* best() const;
};

/// Of a setting with samples >= 2. With V > 1 a claim that a configuration is minimal is made only
/// where it attains the bound: the others were proven, or tried, among single views. Nothing for
/// presets that are neither a member of the family F_a nor linear. Of other kernels than gauss what
/// theory/kernel_minimum.hpp proves, and lowest_pair_energy knows: of kernels that are completely
/// monotone, and presets that have a value with them; with V > 1 the bound of all nV latents as
/// single views, of presets that are not below (`exceeds_single_views`); else nothing. Throws
/// InputError outside the domains: tau in [1e-4, 1e4], d >= 2, n >= 2, V >= 1.
std::optional<BestKnown> best_known(const Setting& setting);

}  // namespace simclr_flow::theory
