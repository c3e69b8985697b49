#include <fmt/format.h>

#include <algorithm>

#include "fields.hpp"

namespace simclr_flow {
namespace {

bool has(const StudyConfig& study, const char* kind) {
  return std::ranges::find(study.kinds, kind) != study.kinds.end();
}

void describe_kinds(Fields& f, StudyConfig& study, const RunConfig& run, const Vocabulary& names) {
  const ManifoldFacts& facts = run.latent.traits.facts;
  f.texts({"kinds",
           "how starts are made, dealt in turn: uniform, in clusters, a reference configuration "
           "displaced, or [initial] displaced"},
          study.kinds, {"uniform", "clustered", "reference", "initial"});
  f.require(facts.unit_sphere || !has(study, "reference"), "kinds",
            fmt::format("\"reference\" needs manifold {}",
                        manifolds_with(names, &ManifoldFacts::unit_sphere)));
  f.require(!facts.walls || !has(study, "initial"), "kinds",
            fmt::format("\"initial\" is not for manifold \"{}\"", run.latent.manifold));
  if (has(study, "clustered")) {
    f.integer({"clusters", "of clustered starts: how many centres, drawn uniformly"},
              study.clusters, at_least(1));
    f.real({"spread", "of clustered starts: standard deviation about a centre"}, study.spread,
           {0, true, 1e6});
  }
  if (has(study, "reference"))
    f.text({"reference", "of reference starts: a row of theory's table; empty: all rows in turn"},
           study.reference);
  if (has(study, "reference") || has(study, "initial"))
    f.real({"perturbation",
            "of reference and initial starts: standard deviation of the displacements"},
           study.perturbation, {0, true, 1e6});
}

/// Why there is no study on R^d.
std::string lack_of_space(const RunConfig& run, const Vocabulary& names) {
  const std::string& preset = run.energy.preset;
  if (std::ranges::count(names.energies_of_whole_space, preset))
    return fmt::format(
        "need a compact manifold, and energy \"{0}\" is of R^d: its least value there is known by "
        "eigenvalues (simclr-flow theory --energy {0}), and compare holds every run to it",
        preset);
  return fmt::format("need a compact manifold, {}: on R^d nothing minimizes energies of kernels",
                     manifolds_with(names, &ManifoldFacts::compact));
}

}  // namespace

void describe(Fields& f, StudyConfig& study, const RunConfig& run, const Vocabulary& names) {
  f.integer({"starts", "number of starts"}, study.starts, {1, true, 1e6});
  describe_kinds(f, study, run, names);
  f.boolean(
      {"masses", "whether masses of latents flow too, to minimizers among laws; for single views"},
      study.masses);
  f.require(!study.masses || run.views.count == 1, "masses",
            fmt::format("= true is for single views, but [views] count is {}", run.views.count));
  f.real({"tolerance", "gradient at which a state counts as stationary, relative to its terms"},
         study.tolerance, {1e-15, true, 1e-3});
  f.integer({"eigenvalues", "lowest eigenvalues of the Hessian that are stored"}, study.eigenvalues,
            {1, true, 1e4});
  f.integer(
      {"dense",
       "directions up to which Hessians are matrices; above, Lanczos finds the lowest eigenvalues"},
      study.dense, {0, true, 2e4});
  f.table(
      {"integrator", "how the search follows the gradient flow, before Newton's method takes over"},
      [&](Fields& t) { describe(t, study.integrator, names); });
  f.require(names.method(study.integrator.method).integrates, "integrator",
            "must be a method that integrates: a study follows the gradient flow");
  f.require(run.latent.traits.facts.compact, "starts", lack_of_space(run, names));
}

}  // namespace simclr_flow
