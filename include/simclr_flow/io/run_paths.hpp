#pragma once
#include <string>

#include "simclr_flow/io/series_paths.hpp"

namespace simclr_flow {

// What a trajectory file holds beside the series of its flows: the one table for who writes, who
// reads and who judges.

/// Texts of the call that made the file, each a dataset in `parameters`.
inline std::string setting_path(const std::string& name) { return "parameters/" + name; }
namespace setting_name {
inline constexpr const char* seed = "seed";        ///< the only number among them
inline constexpr const char* author = "author";    ///< who made the run
inline constexpr const char* resumed = "resumed";  ///< a line for each `resume`
inline constexpr const char* sums = "sums";        ///< how sums over pairs are taken at the start
/// How the words of `sums` begin where they are never fast, wherever latents move.
inline constexpr const char* always_direct = "direct sums throughout: ";
}  // namespace setting_name

namespace data_path {
inline constexpr const char* data = "data";
inline constexpr const char* test = "data/test";
inline constexpr const char* image = "data/image";  ///< height and width
inline constexpr const char* views = "data/views";
inline constexpr const char* class_names = "data/class_names";
inline constexpr const char* view_weights = "data/view_weights";
/// Positives: rows i, j, w of a file; a number per sample, 1 where the energy knows its label.
inline constexpr const char* positive_weights = "data/positive_weights";
inline constexpr const char* known_labels = "data/known_labels";
/// Of a group of points: `data` or `data/test`.
inline std::string points(const std::string& group) { return group + "/points"; }
inline std::string labels(const std::string& group) { return group + "/labels"; }
inline std::string start(const std::string& group) { return group + "/start"; }
}  // namespace data_path

inline std::string status_path(const std::string& flow) {
  return parameters_path(flow) + "/status";
}
inline std::string reason_path(const std::string& flow) {
  return parameters_path(flow) + "/reason";
}
inline std::string restarts_path(const std::string& flow) {
  return parameters_path(flow) + "/restarts";
}
inline std::string checkpoint_path(const std::string& flow) {
  return parameters_path(flow) + "/checkpoint";
}
/// The parameters of a flow's network at its start.
inline std::string start_weights_path(const std::string& flow) {
  return parameters_path(flow) + "/start";
}
/// What the time of a flow went to: a number for each kind of work.
inline std::string seconds_path(const std::string& flow) {
  return parameters_path(flow) + "/seconds";
}
/// What the integrator of a flow took: a count for each kind.
inline std::string solver_path(const std::string& flow) {
  return parameters_path(flow) + "/solver";
}
/// How often a flow warned, and its worst value.
inline std::string warnings_path(const std::string& flow) {
  return parameters_path(flow) + "/warnings";
}

}  // namespace simclr_flow
