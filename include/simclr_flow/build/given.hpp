#pragma once
#include <string>
#include <vector>

#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/data/dataset.hpp"

namespace simclr_flow {

/// How far points of a file may be off a manifold and count as its points.
inline constexpr double farthest_off = 1e-6;

/// What the files that a configuration names give. A run reads it once; its trajectory keeps it, so
/// that the run goes on without those files.
struct Given {
  Split data;
  Points start{};       ///< y at t = 0, coordinate_dim×N in normal form; empty unless [initial]
                        ///< has kind "file"
  Points test_start{};  ///< of the latents of test points likewise; empty if none are needed
  /// One per flow: the parameters of its network at t = 0; empty where the seed draws them. Or none
  /// at all.
  std::vector<State> weights{};
  Points positive_weights{};         ///< rows i, j, w of [positives] file; empty of other kinds
  std::vector<std::string> hints{};  ///< sentences for the user, who may have meant something else
  /// What files were taken for, a line each: "[data] separated by commas; header x, y".
  std::vector<std::string> told{};
};

/// Reads them. `folder` is what relative file names are relative to. Throws InputError.
Given read_given(const RunConfig& config, const std::string& folder);

/// The views that a sample has: as configured, or the nodes of the quadrature. Throws InputError
/// for transforms that do not fit the data.
Index view_count(const RunConfig& config, const Dataset& data);

}  // namespace simclr_flow
