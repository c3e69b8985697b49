#pragma once
// What the output of one point of a sweep says.
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace simclr_flow {

/// open: nothing is there yet; unfinished: it was stopped or killed, or is being worked on.
enum class PointState { open, unfinished, done, failed };

inline std::string_view state_name(PointState state) {
  constexpr std::string_view names[] = {"open", "unfinished", "done", "failed"};
  return names[static_cast<std::size_t>(state)];
}

/// A number, a word, or nothing where a quantity does not exist.
struct Cell {
  std::string column;
  std::variant<std::monostate, double, std::string> value;
};

/// Words in the place of a time: of a flow that reached its end without, and of one that has not.
inline constexpr std::string_view never = "never", not_yet = "not yet";
inline bool is_absence(std::string_view word) { return word == never || word == not_yet; }

struct PointResult {
  PointState state = PointState::open;
  std::string reason;       ///< of a failure
  std::vector<Cell> cells;  ///< columns of the table, the same of all points of one setting
};

/// What a point is made from: the text of the configuration, and all its `--set` options.
struct PointSetting {
  std::string config;
  std::vector<std::string> overrides;
};

/// How the point's output is read. Throws InputError if the file is no output of this setting.
using ReadPoint = PointResult (*)(const std::string& file, const PointSetting& setting);

/// Throws InputError unless a file that was made by this configuration and these options, one a
/// line, is an output of the setting.
void require_setting(const std::string& file, const std::string& config,
                     const std::string& overrides, const PointSetting& setting);

/// Of a trajectory file: done if every flow is; the columns <flow>.status and, of the last row,
/// energy, energy_gap, eta2, knn_accuracy, and t_form, t_form_after, t_break, t_break_after
/// (ClusterTimes; of data with classes, t_break where E_0 is proven). Throws InputError if it is
/// none, or of another configuration.
PointResult run_result(const std::string& file, const PointSetting& setting);

}  // namespace simclr_flow
