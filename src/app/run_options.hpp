#pragma once
// What `run`, `check` and `resume` share: a configuration read, built, and laid out as a file.
#include <optional>
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
  Experiment experiment;
  std::optional<theory::Minimum> minimum;
  std::vector<Measures> measures;  ///< of each flow
  LatentMeasures test_measures;
  Layout layout;
  std::string output;
  /// Of a resume: whether the end of a flow is another than the stored one.
  std::vector<bool> changed_ends;

  /// A string of the layout.
  const std::string& text(const std::string& name) const;
};

/// Reads, validates and builds; throws InputError for anything unusable. Writes nothing.
RunSetup prepare(const RunOptions& options);

/// The options with the text of their configuration, which is read once: it may come from a pipe.
RunOptions with_config_text(RunOptions options);

/// The folder that names in a configuration are relative to: its own, of one from a pipe the
/// current one.
std::string config_folder(const std::string& config);

/// The configuration of the options alone.
RunConfig read_config(const RunOptions& options);

/// Named texts of parameters/ in a file.
using Texts = std::vector<std::pair<std::string, std::string>>;
/// What every file says of the call that made it.
Texts setting_texts(const RunOptions& options, const RunConfig& config,
                    const std::string& data_source);
/// The lines of a text.
std::vector<std::string> lines(const std::string& text);
/// A complaint with the name of the file it is about.
std::string with_file_named(const std::string& file, const std::string& what);

/// The setup that a trajectory file holds, its data included, with further `--set` options, which
/// may change when flows stop and how often checkpoints are written. Throws InputError.
RunSetup prepare_resume(const std::string& file, const std::vector<std::string>& overrides);

/// config.toml in a folder of its own is named after the folder; no ending. From a pipe: "run".
std::string default_name(const std::string& config);

}  // namespace simclr_flow
