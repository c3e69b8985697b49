#include "ensemble.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <map>

#include "inspect_json.hpp"
#include "json_document.hpp"
#include "say.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/counted.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/output_folder.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/io/trajectory_writer.hpp"
#include "simclr_flow/record/layout.hpp"

namespace simclr_flow {
namespace {

namespace fs = std::filesystem;

std::string member_name(Index seed) { return fmt::format("seed-{}.h5", seed); }

/// The options of a run of each seed into a folder.
std::vector<RunOptions> members(const RunOptions& options, const RunConfig& config,
                                const fs::path& folder) {
  std::vector<RunOptions> all;
  for (const Index seed : config.seeds) {
    RunOptions& member = all.emplace_back(options);
    member.output = (folder / member_name(seed)).string();
    member.overrides.push_back(fmt::format("seed={}", seed));
    member.overrides.emplace_back("seeds=[]");
  }
  return all;
}

std::string progress(const StoredFlow& flow, double end) {
  const double reached = flow.frames.time.empty() ? 0 : flow.frames.time.back();
  if (flow.status == "done") return fmt::format("{} done at t = {:g}", flow.name, reached);
  return fmt::format("{} {} at t = {:.4g} of {:g}", flow.name, flow.status, reached, end);
}

std::string progress(const StoredRun& run) {
  const RunConfig config =
      parse_config({run.path + ":/parameters/resolved", run.text("resolved"), {}}, vocabulary());
  std::string line;
  for (const FlowConfig& flow : config.flows)
    for (const StoredFlow& stored : run.flows)
      if (stored.name == flow.name)
        line += (line.empty() ? "" : "; ") + progress(stored, flow.stop.time);
  return line;
}

}  // namespace

std::vector<std::string> ensemble_files(const std::string& folder) {
  std::map<Index, std::string> by_seed;
  for (const auto& item : fs::directory_iterator(folder)) {
    const std::string name = item.path().filename().string();
    long seed = 0;
    if (std::sscanf(name.c_str(), "seed-%ld", &seed) == 1 && name == member_name(seed))
      by_seed[seed] = item.path().string();
  }
  if (by_seed.empty())
    throw InputError(fmt::format("folder '{}' holds no seed-*.h5: it is no ensemble", folder));
  std::vector<std::string> files;
  for (const auto& [seed, file] : by_seed) files.push_back(file);
  return files;
}

std::vector<std::string> lay_out_ensemble(const RunOptions& options, const RunConfig& config) {
  const fs::path folder = options.output.empty() ? default_name(options.config) : options.output;
  const std::vector<RunOptions> all = members(options, config, folder);
  const record::Setup first = prepare(all.front());
  const double bytes = record::layout_of(first).bytes() * static_cast<double>(all.size());
  const bool made = make_output_folder(folder.string(), "an ensemble");
  std::vector<std::string> files;
  try {
    for (const RunOptions& member : all)
      files.push_back(check_output(member.output, options.force, bytes));
  } catch (...) {
    if (made) fs::remove(folder);
    throw;
  }
  for (std::size_t k = 0; k < all.size(); ++k)
    TrajectoryWriter(files[k], record::layout_of(prepare(all[k])));
  if (!options.quiet) tell_hints(first.experiment.hints);
  return files;
}

namespace {

nlohmann::ordered_json ensemble_document(const std::vector<std::string>& files,
                                         const InfoOptions& options) {
  nlohmann::ordered_json json = new_document("ensemble", options.command_line);
  json["folder"] = options.file;
  json["runs"] = nlohmann::ordered_json::array();
  for (const std::string& file : files) {
    InfoOptions member = options;
    member.file = file;
    nlohmann::ordered_json run = run_document(read_run(file), member);
    for (const char* head : {"schema", "kind", "provenance"}) run.erase(head);
    json["runs"].push_back(run);
  }
  return json;
}

}  // namespace

int info_ensemble(const InfoOptions& options) {
  const std::vector<std::string> files = ensemble_files(options.file);
  if (options.json) {
    fmt::print("{}", text_of(ensemble_document(files, options)));
    return exit_code::done;
  }
  fmt::print("{}: an ensemble of {}\n", options.file, counted(files.size(), "seed"));
  for (const std::string& file : files)
    fmt::print("  {:<14}  {}\n", fs::path(file).filename().string(), progress(read_run(file)));
  return exit_code::done;
}

}  // namespace simclr_flow
