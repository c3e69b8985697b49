#pragma once
#include <string>

#include "simclr_flow/build/experiment.hpp"
#include "simclr_flow/io/study_file.hpp"

namespace simclr_flow {

/// What every start of a study shares.
struct StudySetting {
  RunConfig config;
  StudyConfig study;
  Experiment experiment;

  Index particles() const { return experiment.particles(); }
};

/// The parts of a study; needs no [[flow]]. Throws InputError for what cannot be studied, e.g.
/// kinds of starts that do not exist for so many latents.
StudySetting study_setting(const RunConfig& config, const std::string& folder);

/// Raw coordinates of start k = 0, 1, ..., a function of the seed and k alone:
///   uniform    every latent by itself on the manifold
///   clustered  latents i = c, c + clusters, ... about uniform centre c, each at spread·g from it
///   reference  a reference configuration with perturbation·g; all of the table in turn
///   initial    the start of a run, as given at its first turn, then with perturbation·g
Points study_start(const StudySetting& setting, Index k);
/// Its kind, "reference icosahedron" for instance.
std::string study_start_kind(const StudySetting& setting, Index k);

/// Takes start k to its stationary state.
StudyEnd search_from(const StudySetting& setting, Index k);

}  // namespace simclr_flow
