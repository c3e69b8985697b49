#pragma once
// A run whose flow is not the one that its file states, judged from the file alone.
#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/judge/compare.hpp"
#include "simclr_flow/record/run.hpp"
#include "support/folder.hpp"
#include "support/wrapped_flow.hpp"

namespace simclr_flow::test {

/// Makes another flow of the right one, which outlives it; null: the right one runs.
using Plant = std::function<std::unique_ptr<Flow>(const Flow& right)>;
using Edit = std::function<void(StoredRun&)>;

/// The trajectory of the only flow of a configuration, replaced by `plant`, as read back.
inline StoredRun planted_run(const std::string& toml, const Plant& plant = {}) {
  const Folder folder;
  const std::string output = folder.file("planted.h5");
  record::Setup setup = record::set_up(record::source_of_file(folder.write("planted.toml", toml)));
  std::unique_ptr<Flow>& flow = setup.experiment.courses.at(0).flow;
  const std::unique_ptr<Flow> right = std::move(flow);
  flow = plant ? plant(*right) : std::make_unique<WrappedFlow>(*right);
  record::run(setup, output);
  return read_run(output);
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
