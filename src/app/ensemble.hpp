#pragma once
// Ensembles: a folder with a trajectory file seed-<seed>.h5 for each seed.
#include <string>
#include <vector>

#include "run_options.hpp"

namespace simclr_flow {

/// The files seed-*.h5 of a folder in the order of their seeds. Throws InputError if there are
/// none.
std::vector<std::string> ensemble_files(const std::string& folder);

/// Lays out the files of all seeds, so that an ensemble that was stopped can go on; the files in
/// the order of the configuration. Writes nothing if anything is unusable.
std::vector<std::string> lay_out_ensemble(const RunOptions& options, const RunConfig& config);

int compare_ensemble(const std::string& folder, const CompareOptions& options);
/// A line a member: how its flows ended and how far they came.
int info_ensemble(const InfoOptions& options);

}  // namespace simclr_flow
