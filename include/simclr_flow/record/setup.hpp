#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "simclr_flow/build/experiment.hpp"
#include "simclr_flow/config/parse.hpp"
#include "simclr_flow/theory/minimum.hpp"

namespace simclr_flow::record {

/// A configuration as it was given, read once: it may come from a pipe.
struct Source {
  ConfigSource config;         ///< its file for messages, its text, what overrides it
  std::string folder = ".";    ///< that relative names of files in it start from
  std::string command_line{};  ///< how the program was called, for the file
};

/// Of a TOML file. Throws InputError if it cannot be read.
Source source_of_file(const std::string& path, std::vector<std::string> overrides = {});
/// Of values: what a file keeps as its text has every default written out, those of each flow among
/// them, so that overrides name the flow: flow.0.stop.time=4.
Source source_of(const RunConfig& config, const std::string& folder = ".");

/// The folder that names in a configuration are relative to: its own, of one from a pipe the
/// current one.
std::string config_folder(const std::string& path);

/// Named texts of parameters/ in a file.
using Texts = std::vector<std::pair<std::string, std::string>>;

/// A configuration made real, and what a file of it says of its making.
struct Setup {
  std::string file;  ///< of the configuration, for messages
  RunConfig config;
  Experiment experiment;
  std::optional<theory::Minimum> minimum;  ///< of the energy, where it is proven
  Texts texts;

  /// A text by its name. Throws InputError if it is none of them.
  const std::string& text(const std::string& name) const;
};

/// Reads, validates and builds. Throws InputError for anything that cannot be used.
Setup set_up(const Source& source);
/// Of parts that were built elsewhere: flows of one's own among them. What the manifold is
/// (LatentConfig::traits) is taken from the registry. Throws InputError for one that it lacks.
Setup set_up(std::string file, RunConfig config, Experiment experiment, Texts texts);

/// What every file says of the call that made it.
Texts setting_texts(const Source& source, const RunConfig& config, const std::string& data_source);

/// A complaint with the name of the file that it is about.
std::string with_file_named(const std::string& file, const std::string& what);

}  // namespace simclr_flow::record
