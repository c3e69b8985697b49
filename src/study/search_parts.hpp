#pragma once
// Parts of a search from one start. Private to study.
#include "simclr_flow/study/search.hpp"
#include "simclr_flow/study/stationary_point.hpp"

namespace simclr_flow {

inline SearchPlan plan_of(const StudyConfig& study) {
  return {.tolerance = study.tolerance,
          .eigenvalues = study.eigenvalues,
          .dense = study.dense,
          .max_steps = study.integrator.max_steps};
}

/// Whether E is E_1 of the law of the latents, for which theory knows the least of all laws.
bool is_law_energy(const StudySetting& setting);

/// What a study keeps of where a flow's search ended.
StudyEnd end_of(const Flow& flow, const StationaryPoint& point, Index eigenvalues);

/// A law of at most as many atoms as there are latents, by the flow of places and masses: atoms
/// that meet become one, atoms that die are left out, and where the first variation is below its
/// mean an atom is added, until Newton's method keeps what is left and no better place is found.
StudyEnd search_measure(const StudySetting& setting, const Points& start);

}  // namespace simclr_flow
