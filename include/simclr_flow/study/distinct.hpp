#pragma once
#include <optional>
#include <vector>

#include "simclr_flow/diagnostics/congruence.hpp"
#include "simclr_flow/study/search.hpp"

namespace simclr_flow {

/// What the second derivatives say of a stationary state.
///   minimum     all eigenvalues above the tolerance: a strict local minimum modulo symmetries
///   saddle      an eigenvalue below -tolerance; the Morse index counts them
///   degenerate  none below, some within: second derivatives do not tell
enum class Stationarity { minimum, saddle, degenerate };
Stationarity stationarity_of(const StudyEnd& end);
std::string_view stationarity_name(Stationarity kind);

/// Stationary ends that are one up to an isometry and relabelling.
struct Configuration {
  Index start = 0;            ///< by whose end it is told
  std::vector<Index> starts;  ///< all of them
  WeightedPoints
      atoms;  ///< coincident latents merged; weights: latents at each, or masses that flow
  double uncertainty =
      0;  ///< of their places, see place_uncertainty; a quarter of their distance at most
  Stationarity kind = Stationarity::minimum;
  std::string name;  ///< of a reference configuration, "3 × tetrahedron" for equal clusters at it
};

/// Latents nearer than this, or than twice the uncertainty of their places, are one atom.
inline constexpr double coincident = 1e-6;
/// Inner products (and masses) that differ by less, or by less than the uncertainties of the places
/// of all four points, are one.
inline constexpr double congruent = 1e-6;

/// The distinct ends of a study, by energy. Ends are one if their energies agree to 1e-10 (of 1 at
/// least), their indices may be one (eigenvalues of 0 being of any sign) and their atoms are
/// congruent: what forces and their rounding leave undetermined where the Hessian is all but flat
/// is no difference. Nor need they be congruent if both have eigenvalues of 0, as these come in
/// families, or if one has and the energies agree to rounding, 1e-14. A configuration is told by
/// its end without eigenvalues of 0, else by the one with the fewest below 0; by the first of
/// several. Unfinished starts and those that are not stationary are left out. A function of the
/// ends by start, not of the order in which they were found.
std::vector<Configuration> distinct_configurations(
    const StudySetting& setting, const std::vector<std::optional<StudyEnd>>& ends);

/// The name of the reference configuration that these atoms are to `near` in their inner products,
/// weights counted, or of the code of theory/spherical_codes.hpp whose inner products each of them
/// sees; or empty.
std::string reference_name(const WeightedPoints& atoms, double near = congruent);

/// What is known of the energy that a study minimizes, where it is: see theory/best_known.hpp.
/// Values of energies as reported.
struct StudyReference {
  std::optional<double> bound;  ///< no configuration is below
  std::string bound_statement, bound_status;
  std::optional<double> best;  ///< the least energy of a reference configuration
  std::string best_name, best_status;
};
StudyReference study_reference(const StudySetting& setting);

}  // namespace simclr_flow
