#pragma once
// A stored file that is judged as a whole. Private to judge.
#include <optional>

#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/theory/minimum.hpp"

namespace simclr_flow {

/// A stored run and its resolved configuration.
struct JudgedFile {
  const StoredRun& run;
  const RunConfig& config;
  bool follows;                            ///< the resolved configuration from the verbatim one
  std::optional<theory::Minimum> minimum;  ///< the proven one of the energy, where there is one
};

/// The stored flow of this name; null if there is none.
const StoredFlow* find_flow(const StoredRun& run, const std::string& name);

}  // namespace simclr_flow
