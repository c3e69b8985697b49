#pragma once
// A run whose flow is not the one that its file states, judged from the file alone.
#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "app/flow_run.hpp"
#include "app/run_setup.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/judge/compare.hpp"
#include "support/folder.hpp"
#include "support/wrapped_flow.hpp"

namespace simclr_flow::test {

/// Makes another flow of the right one, which outlives it; null: the right one runs.
using Plant = std::function<std::unique_ptr<Flow>(const Flow& right)>;
using Edit = std::function<void(StoredRun&)>;

/// The trajectory of the only flow of a configuration, replaced by `plant`, as read back.
inline StoredRun planted_run(const std::string& toml, const Plant& plant = {}) {
  const Folder folder;
  RunOptions options;
  options.config = folder.write("planted.toml", toml);
  options.output = folder.file("planted.h5");
  RunSetup setup = prepare(options);
  const std::unique_ptr<Flow> right = std::move(setup.experiment.flows.at(0));
  setup.experiment.flows[0] = plant ? plant(*right) : std::make_unique<WrappedFlow>(*right);
  TrajectoryWriter file(options.output, setup.layout);
  FlowRun(setup, 0).go(file, true);
  file.close();
  return read_run(options.output);
}

/// The ids of the checks that differ.
inline std::set<std::string> differing(const StoredRun& run) {
  std::set<std::string> ids;
  const auto add = [&ids](const std::vector<Check>& checks) {
    for (const Check& check : checks)
      if (check.verdict == Verdict::differs) ids.insert(check.id);
  };
  const Report report = compare(run, vocabulary(), {});
  add(report.checks);
  for (const FlowReport& flow : report.flows) add(flow.checks);
  return ids;
}

/// What `compare` finds after an edit of the file's content.
inline std::set<std::string> differing(StoredRun run, const Edit& edit) {
  edit(run);
  return differing(run);
}

}  // namespace simclr_flow::test
