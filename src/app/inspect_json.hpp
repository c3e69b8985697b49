#pragma once
// What check, info and list tell, as JSON.
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/io/layout.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/record/setup.hpp"

namespace simclr_flow {

/// The study that a configuration asks for.
struct CheckedStudy {
  Index starts, latents;
  std::string output;
};

/// What `check` found.
struct Checked {
  const record::Setup& setup;
  const Layout& layout;
  std::string output;
  std::optional<CheckedStudy> study;
  std::vector<std::string> warnings;
};

// Documents with the keys that src/app/README.md tells.

nlohmann::ordered_json check_document(const Checked& checked, const RunOptions& options);
nlohmann::ordered_json run_document(const StoredRun& run, const InfoOptions& options);
nlohmann::ordered_json list_document(const std::string& command_line);

}  // namespace simclr_flow
