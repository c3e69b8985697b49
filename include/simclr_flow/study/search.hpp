#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/build/experiment.hpp"
#include "simclr_flow/io/study_file.hpp"

namespace simclr_flow {

/// What every start of a study shares.
struct StudySetting {
  RunConfig config;
  StudyConfig study;
  Experiment experiment;  ///< without flows, and of data their number alone

  Index particles() const { return experiment.particles(); }
};

/// What a study takes of data: how many samples there are, and the start that a file of [initial]
/// gave (coordinate_dim×N), else empty.
struct StudyGiven {
  Index samples;
  Points start;
  std::string source;  ///< of the data
  std::vector<std::string> hints{};
};
/// Reads it. `folder` is what relative file names are relative to. Throws InputError.
StudyGiven read_study_given(const RunConfig& config, const std::string& folder);

/// The parts of a study; needs no [[flow]]. Throws InputError for what cannot be studied: views
/// that are not fixed, kinds of starts that do not exist for so many latents, fewer than two
/// latents.
StudySetting study_setting(const RunConfig& config, const StudyGiven& given);

/// Raw coordinates of start k = 0, 1, ..., a function of the seed and k alone:
///   uniform    every latent by itself on the manifold
///   clustered  the views of samples c, c + clusters, ... about uniform centre c, each latent at
///              spread·g from it
///   reference  a reference configuration with perturbation·g; all of the table in turn
///   initial    the start of a run, as given at its first turn, then with perturbation·g
Points study_start(const StudySetting& setting, Index k);
/// Its kind, "reference icosahedron" for instance.
std::string study_start_kind(const StudySetting& setting, Index k);

/// Takes start k to its stationary state. Throws Cancelled.
StudyEnd search_from(const StudySetting& setting, Index k);

/// Searches from all starts that have no end, several at once; ends[k] does not depend on the
/// number of threads. `ended` is called after each, one call at a time; no further start begins
/// once it returns false. Throws Cancelled, when the ends found until then are in place.
void search_all(const StudySetting& setting, std::vector<std::optional<StudyEnd>>& ends,
                const std::function<bool()>& ended);

}  // namespace simclr_flow
