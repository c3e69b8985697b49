#pragma once
// What `run` and `check` share: a configuration read, built, and laid out as a file.
#include <string>
#include <vector>

#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/build/experiment.hpp"
#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/diagnostics/measures.hpp"
#include "simclr_flow/io/layout.hpp"
#include "simclr_flow/theory/minimum.hpp"

namespace simclr_flow {

struct RunSetup {
  RunConfig config;
  std::string resolved;
  Experiment experiment;
  std::optional<theory::Minimum> minimum;
  Measures measures;
  std::vector<std::vector<double>> times;  ///< of every flow
  Layout layout;
  std::string output;
};

/// Reads, validates and builds; throws InputError for anything unusable. Writes nothing.
RunSetup prepare(const RunOptions& options);

}  // namespace simclr_flow
