#pragma once
#include <string>
#include <vector>

#include "simclr_flow/core/status.hpp"
#include "simclr_flow/record/listener.hpp"
#include "simclr_flow/record/setup.hpp"

namespace simclr_flow::record {

/// How a flow of a file ended.
struct FlowEnd {
  std::string flow;
  Status status;
  bool out_of_memory = false;  ///< interrupted for want of memory: it can go on elsewhere
};

/// Integrates every flow of a configuration, one after another, from t = 0 into one trajectory
/// file, as `simclr-flow run` does:
///
///   const RunConfig config = parse_config({"mine.toml", text, {}}, vocabulary());
///   for (const auto& [flow, status, memory] : record::run(config, "mine.h5")) ...
///
/// Hazard: flows inherit [stop] and [integrator] only while a text is read. In a RunConfig that is
/// made by values, or changed after it was read, FlowConfig::stop and FlowConfig::integrator alone
/// say how each flow is integrated and ends, RunConfig::stop and RunConfig::integrator nothing:
/// config.stop.time = 4 moves no end, flow.stop.time = 4 for each flow of config.flows does.
///
/// Relative names of files in the configuration start from the current folder; source_of_file and
/// set_up read a TOML file with those of its own. A setup may have other flows than its
/// configuration says (Course::flow): the file then states what did not run.
/// Returns how each flow ended, in the order of the configuration; what a flow throws ends that
/// flow as failed. Cancelled work (core/cancellation.hpp) ends as interrupted, with a checkpoint to
/// go on from. `replace`: whether a trajectory at `path` is replaced. Throws InputError for a
/// configuration, data or a path that cannot be used, with nothing written; StorageError or
/// std::system_error when storage fails, what was committed stays readable.
std::vector<FlowEnd> run(const RunConfig& config, const std::string& path,
                         Listener& listener = silence(), bool replace = false);
std::vector<FlowEnd> run(const Setup& setup, const std::string& path,
                         Listener& listener = silence(), bool replace = false);

/// Goes on with the flows of a trajectory file that are not done, and with those whose end the
/// overrides (`key=value`: stop and output.checkpoint alone) move to a later time; the others keep
/// their end. command_line: for the file's record of resumes. Returns and throws as run does;
/// InputError for a file of another version of the program, whose rows can only be read.
std::vector<FlowEnd> resume(const std::string& path, const std::vector<std::string>& overrides = {},
                            Listener& listener = silence(), const std::string& command_line = {});

}  // namespace simclr_flow::record
