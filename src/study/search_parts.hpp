#pragma once
// Parts of a search from one start. Private to study.
#include "latent_span.hpp"
#include "simclr_flow/study/search.hpp"
#include "simclr_flow/study/stationary_point.hpp"
#include "simclr_flow/theory/box_minimizer.hpp"

namespace simclr_flow {

inline SearchPlan plan_of(const StudyConfig& study, Index copies) {
  return {.tolerance = study.tolerance,
          .eigenvalues = study.eigenvalues,
          .dense = study.dense,
          .max_steps = study.integrator.max_steps,
          .copies = copies};
}

/// The integrator of a study's flow. Unless it is given, the first step is the time in which the
/// fastest latent passes a hundredth of the way over which forces may change by a factor e, tau: a
/// method that chooses it by the times asked for fails where those of the flow are 1e-20 or 1e20.
std::unique_ptr<Integrator> integrator_of(const StudySetting& setting, const Flow& flow);

inline constexpr const char* least_law_name = "equilibrium measure";
/// The least of all laws on the box of a study, where theory knows it: E is E_1 of the law of the
/// latents, and the sides are within its domain.
std::optional<theory::BoxMinimizer> least_law_on_box(const StudySetting& setting);

/// What a study keeps of where a flow's search in the span of its latents ended.
StudyEnd end_of(const Flow& flow, const LatentSpan& span, const StationaryPoint& point,
                Index eigenvalues);

/// A law of at most as many atoms as there are latents, by the flow of places and masses: atoms
/// that meet become one, atoms that die are left out, and where the first variation is below its
/// mean an atom is added, until Newton's method keeps what is left and no better place is found.
StudyEnd search_measure(const StudySetting& setting, const LatentSpan& span);

}  // namespace simclr_flow
