#include "simclr_flow/record/run.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/series_paths.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/record/layout.hpp"
#include "support/folder.hpp"
#include "support/wrapped_flow.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

RunConfig two_flows(const std::string& extra = "") {
  const std::string text = R"(
[data]
kind = "discs"
per_class = 3
[initial]
spread = 0.3
[energy]
preset = "simclr"
[integrator]
method = "dopri5"
[stop]
time = 2
[output]
checkpoint = 0
frames = { first = 0.5, per_decade = 4 }
[[flow]]
kind = "particle"
[[flow]]
kind = "network"
widths = [6]
)" + extra;
  return parse_config({"sample.toml", text, {}}, vocabulary());
}

/// Keeps what it is told, a word each; steps once per flow.
struct Log final : record::Listener {
  void opened(const record::Setup& setup, const record::Opening& opening) override {
    add(opening.resumed ? "resumed" : "opened " + std::to_string(setup.experiment.courses.size()));
  }
  void started(const Course& course, const record::Beginning& beginning) override {
    add((beginning.resumed ? "on " : "started ") + course.config.name);
  }
  void stepped(const Course&, const Run& run, const record::Latest& latest) override {
    if (run.steps() != 1) return;
    add("stepped");
    CHECK(std::isfinite(latest.energy));
  }
  void ended(const Course& course, const record::Ending& ending) override {
    add((ending.thrown ? "threw " : "ended ") + course.config.name);
  }
  void closed(const std::string& untrimmed) override { add("closed" + untrimmed); }
  void add(const std::string& word) { words += (words.empty() ? "" : ", ") + word; }
  std::string words;
};

/// Throws when it is told of an end.
struct Mute final : record::Listener {
  void ended(const Course&, const record::Ending&) override { throw std::runtime_error("planted"); }
};

/// Throws when it is asked for its start once more, after the file was laid out.
template <class Error>
struct Throwing final : WrappedFlow {
  using WrappedFlow::WrappedFlow;
  State initial_state() const override {
    if (++asked_ > 3) throw Error();
    return right_.initial_state();
  }
  mutable int asked_ = 0;
};

struct Broken : std::runtime_error {
  Broken() : std::runtime_error("planted") {}
};
struct Full : StorageError {
  Full() : StorageError("planted") {}
};

}  // namespace

TEST_CASE("record: a configuration becomes a file, and a listener is told of it") {
  const Folder folder;
  const std::string path = folder.file("run.h5");
  Log log;
  const auto ends = record::run(two_flows(), path, log);
  CHECK(log.words ==
        "opened 2, started particle, stepped, ended particle, started network, stepped, ended "
        "network, closed");
  REQUIRE(ends.size() == 2);
  CHECK(ends[0].flow == "particle");
  CHECK(ends[1].status.outcome == Outcome::done);
  CHECK(ends[1].status.reason.starts_with("reached t = 2 in"));
  const StoredRun run = read_run(path);
  REQUIRE(run.flows.size() == 2);
  CHECK(run.flows[1].status == "done");
  CHECK(run.flows[1].frames.time.back() == 2);
  const RunConfig again = parse_config({"stored", run.text("config"), {}}, vocabulary());
  CHECK(resolved_toml(again, vocabulary()) == resolved_toml(two_flows(), vocabulary()));
  CHECK_THROWS_WITH_AS(record::run(two_flows(), path), doctest::Contains("exists"), InputError);
  record::run(two_flows(), path, record::silence(), true);
}

TEST_CASE("record: a file goes on to a later end, and what is done stays") {
  const Folder folder;
  const std::string path = folder.file("run.h5"), whole = folder.file("whole.h5");
  record::run(two_flows(), path);
  Log log;
  CHECK(record::resume(path, {}, log)[1].status.outcome == Outcome::done);
  CHECK(log.words == "resumed, closed");
  Log later;
  record::resume(path, {"flow.0.stop.time=4", "flow.1.stop.time=4"}, later, "called by a test");
  CHECK(later.words == "resumed, on particle, ended particle, on network, ended network, closed");
  RunConfig config = two_flows();
  config.stop.time = 4;
  for (FlowConfig& flow : config.flows) flow.stop.time = 4;
  record::run(config, whole);
  const StoredRun a = read_run(path), b = read_run(whole);
  CHECK(a.resumed.find("called by a test") != std::string::npos);
  CHECK(a.flows[1].positions == b.flows[1].positions);
  CHECK(a.flows[1].observable("energy") == b.flows[1].observable("energy"));
  CHECK_THROWS_WITH_AS(record::resume(path, {"seed=2"}), doctest::Contains("resume may change"),
                       InputError);
}

TEST_CASE("record: what is no run is refused, and nothing is written") {
  const Folder folder;
  const std::string path = folder.file("none.h5");
  const auto refuses = [&](const RunConfig& config, const char* why) {
    CHECK_THROWS_WITH_AS(record::run(config, path), doctest::Contains(why), InputError);
    CHECK_FALSE(std::filesystem::exists(path));
  };
  RunConfig config = two_flows();
  config.flows[0].name = "seed";
  refuses(config, "'seed' is taken");
  config = two_flows();
  config.seeds = {1, 2};
  refuses(config, "`seeds` asks for a run each");
  config = two_flows();
  config.output.frames = {.spacing = CadenceConfig::Spacing::linear, .interval = 1e-12};
  refuses(config, "can be planned");
  config = two_flows();
  config.latent.manifold = "spere";
  refuses(config, "manifold 'spere' is not known; allowed: euclidean, sphere");
  config = two_flows();
  config.energy.kernel = "gaus";
  refuses(config, "kernel 'gaus' is not known; allowed: gauss");
  config = two_flows();
  config.flows[1].integrator.method = "dopri";
  refuses(config, "method 'dopri' is not known; allowed: euler");
  CHECK_THROWS_AS(record::set_up(record::source_of_file(folder.file("absent.toml"))), InputError);
}

TEST_CASE("record: what a flow throws ends that flow, and storage that fails ends all") {
  const Folder folder;
  const auto run_with = [&](auto make, record::Listener& listener) {
    record::Setup setup = record::set_up(record::source_of(two_flows()));
    std::unique_ptr<Flow>& flow = setup.experiment.courses[0].flow;
    const std::unique_ptr<Flow> right = std::move(flow);
    flow = make(*right);
    return record::run(setup, folder.file("thrown.h5"), listener, true);
  };
  Log log;
  const auto ends =
      run_with([](const Flow& f) { return std::make_unique<Throwing<Broken>>(f); }, log);
  CHECK(ends[0].status.outcome == Outcome::failed);
  CHECK(ends[0].status.reason.find("planted") != std::string::npos);
  CHECK(ends[1].status.outcome == Outcome::done);
  CHECK(read_run(folder.file("thrown.h5")).flows[1].status == "failed");
  const auto hungry =
      run_with([](const Flow& f) { return std::make_unique<Throwing<std::bad_alloc>>(f); }, log);
  CHECK(hungry[0].status.outcome == Outcome::interrupted);
  CHECK(hungry[0].out_of_memory);
  CHECK_THROWS_AS(run_with([](const Flow& f) { return std::make_unique<Throwing<Full>>(f); }, log),
                  StorageError);
}

TEST_CASE("record: a listener that throws at the end of a flow leaves the end that is stored") {
  const Folder folder;
  const std::string path = folder.file("mute.h5");
  Mute mute;
  CHECK_THROWS_WITH_AS(record::run(two_flows(), path, mute), "planted", std::runtime_error);
  const StoredRun run = read_run(path);
  CHECK(run.flows[1].name == "particle");
  CHECK(run.flows[1].status == "done");
  CHECK(run.flows[1].reason.starts_with("reached t = 2 in"));
  CHECK(run.flows[0].status == "running");
  Log log;
  record::resume(path, {}, log);
  CHECK(log.words == "resumed, started network, stepped, ended network, closed");
}

TEST_CASE("record: a setup of values knows what its manifold is") {
  RunConfig config = two_flows();
  config.latent = {.manifold = "sphere", .dim = 3, .sides = {}};
  const record::Source source = record::source_of(config);
  Experiment experiment = build_experiment(config, source.folder);
  record::Texts texts = record::setting_texts(source, config, experiment.data.source);
  const record::Setup setup = record::set_up("values", config, std::move(experiment), texts);
  CHECK(setup.config.latent.traits.name == "sphere");
  CHECK(setup.config.has_free_lengths(setup.config.flows[1]));
  const Layout layout = record::layout_of(setup);
  const auto stores_lengths = [](const FlowLayout& flow) {
    const auto is_length = [&flow](const SeriesLayout& series) {
      return series.path == observable_path(flow.name, "min_length");
    };
    return std::ranges::any_of(flow.tracks, [&is_length](const TrackLayout& track) {
      return std::ranges::any_of(track.series, is_length);
    });
  };
  CHECK_FALSE(stores_lengths(layout.flows[0]));
  CHECK(stores_lengths(layout.flows[1]));
  config.latent.manifold = "spere";
  CHECK_THROWS_WITH_AS(record::set_up("values", config, {}, texts),
                       doctest::Contains("manifold 'spere' is not known"), InputError);
}

TEST_CASE("record: a text that a file lacks is named") {
  const record::Setup setup{.file = "old.h5",
                            .config = {},
                            .experiment = {},
                            .minimum = {},
                            .texts = {{"versions", "all"}}};
  CHECK(setup.text("versions") == "all");
  CHECK_THROWS_WITH_AS(setup.text("commit"), "file 'old.h5' has no dataset 'parameters/commit'",
                       InputError);
}
