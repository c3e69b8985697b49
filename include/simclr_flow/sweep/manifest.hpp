#pragma once
#include <string>
#include <vector>

#include "simclr_flow/sweep/grid.hpp"
#include "simclr_flow/sweep/point_result.hpp"

namespace simclr_flow {

/// What a sweep is; the file manifest.json of its folder.
struct Manifest {
  std::string command;                 ///< what is done at every point
  std::string ending;                  ///< of its outputs
  std::string config_file;             ///< as it was given
  std::string config;                  ///< its text
  std::vector<std::string> overrides;  ///< `--set`, for all points
  Grid grid;
  std::string version, commit, created, argv;  ///< of the program and call that began it

  /// The name of a point's files without their ending: its number, in at least four digits.
  std::string stem(Index point) const;
  /// The name of its output in the folder.
  std::string output(Index point) const { return stem(point) + ending; }
  PointSetting setting(Index point) const;
};

inline constexpr const char* manifest_name = "manifest.json";

/// {schema, program, commit, created, argv, command, ending, config: {file, text}, overrides,
/// axes: [{key, given, values, set}], points: [{index, values: {key: value}, output}]}: values as
/// numbers and words, set as `--set key=...` takes them.
std::string to_json(const Manifest& manifest);

/// Throws InputError if the file cannot be read or is no manifest.
Manifest read_manifest(const std::string& file);

/// What makes them different sweeps, in words: command, axes, overrides or configuration. Empty if
/// nothing does.
std::string difference(const Manifest& stored, const Manifest& wanted);

}  // namespace simclr_flow
