#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/io/series_paths.hpp"
#include "simclr_flow/io/stored_rows.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/io/trajectory_writer.hpp"
#include "support/output_file.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
namespace fs = std::filesystem;

namespace {

/// Places of the tracks in the sample's layout.
constexpr std::size_t frames = 0, observables = 1, weights = 2, kernel = 3;

FlowLayout sample_flow(const std::string& name, const std::string& kind) {
  FlowLayout flow{.name = name,
                  .kind = kind,
                  .description = "",
                  .particles = {{name, 2, {0, 1, 1}}},
                  .tracks = {},
                  .start = {},
                  .checkpoint_size = 2,
                  .warnings = {"energy_rise"},
                  .work = {"energy", "total"}};
  flow.tracks = {{track_name::frames, {{position_path(name), {3, 2}}}, 4},
                 {track_name::observables, {{observable_path(name, "energy"), {}}}, 4}};
  return flow;
}

Layout sample_layout() {
  Layout layout;
  layout.texts = {{"config", "seed = 1"}, {"resolved", ""}, {"title", "größer als σ"}};
  layout.seed = 18446744073709551615u;
  layout.data = random_points(2, 3, 71);
  layout.labels = {0, 1, 1};
  layout.minimum = {0.5, "a statement", "proven", "a source"};
  FlowLayout a = sample_flow("a", "particle"), b = sample_flow("b", "network");
  a.tracks[frames].series.push_back({angle_path("a"), {3}});
  a.tracks[observables].series.push_back({observable_path("a", "energy_gap"), {}});
  b.tracks.push_back({track_name::weights, {{weights_path("b"), {5}}}, 2});
  b.tracks[weights].series.push_back(
      {.path = position_path(neurons_name("b")), .extents = {2, 2}, .coordinates = {"w_1", "b"}});
  const auto of_kernel = [](const char* name, std::vector<Index> extents) {
    return SeriesLayout{.path = observable_path("b", name),
                        .extents = std::move(extents),
                        .attributes = {{counter_attribute, track_name::kernel}}};
  };
  b.tracks.push_back({track_name::kernel,
                      {of_kernel("persistence", {}), of_kernel("kernel_eigenvalues", {3})},
                      4});
  layout.flows = {std::move(a), std::move(b)};
  return layout;
}

std::vector<std::byte> checkpoint(char mark) { return {std::byte{1}, std::byte(mark)}; }

/// A row of a track: the numbers of each of its series.
void add(TrajectoryWriter& file, std::size_t flow, std::size_t track, Index step, double time,
         const std::vector<State>& parts) {
  std::vector<double> row;
  for (const State& part : parts) row.insert(row.end(), part.begin(), part.end());
  file.add_row(flow, track, step, time, row);
}

/// Flow 0 is on the circle and has a gap.
void add_rows(TrajectoryWriter& file, std::size_t flow, int rows, bool gap) {
  for (int row = 0; row < rows; ++row) {
    std::vector<State> latents{State::Constant(6, row)};
    if (gap) latents.emplace_back(State::Constant(3, -row));
    add(file, flow, frames, row, 0.1 * row, latents);
    std::vector<State> values{State::Constant(1, 10.0 + row)};
    if (gap) values.emplace_back(State::Constant(1, 20.0 + row));
    add(file, flow, observables, row, 0.1 * row, values);
  }
}

}  // namespace

TEST_CASE("trajectory: what was written is read, cut at the committed rows and trimmed") {
  const OutputFile out("roundtrip");
  const Layout layout = sample_layout();
  {
    TrajectoryWriter file(out.path, layout);
    add_rows(file, 0, 3, true);
    file.finish(0, {Outcome::failed, "a sentence"});
    add(file, 1, weights, 0, 0, {State::LinSpaced(5, 0, 1), State::Constant(4, 3)});
    add(file, 1, weights, 1, 0.7, {State::LinSpaced(5, 1, 2), State::Constant(4, 4)});
    for (int row = 0; row < 2; ++row)
      add(file, 1, kernel, row, 0.5 * row, {Eigen::Vector4d(row, 10, 11, 12 + row)});
    add_rows(file, 1, 4, false);
    file.finish(1, {Outcome::done, "reached its end"});
    const StoredRun running = read_run(out.path);
    CHECK(running.flows.at(0).frames.room == 4);
    CHECK(running.flows.at(0).positions.size() == 3);
    file.close();
  }
  const StoredRun run = read_run(out.path);
  CHECK(run.seed == layout.seed);
  CHECK(run.text("title") == "größer als σ");
  CHECK(run.text("resolved").empty());
  CHECK(run.minimum->energy == 0.5);
  CHECK(run.minimum->statement == "a statement");
  CHECK(run.data == layout.data);
  const StoredFlow &a = run.flows.at(0), &b = run.flows.at(1);
  CHECK(a.status == "failed");
  CHECK(a.reason == "a sentence");
  CHECK(a.frames.room == 3);
  CHECK(a.positions.at(2) == Points::Constant(2, 3, 2));
  CHECK(a.angles.at(2) == State::Constant(3, -2));
  CHECK(a.observable("energy_gap") == std::vector<double>{20, 21, 22});
  CHECK(a.species == std::vector<int>{0, 1, 1});
  CHECK(b.frames.time == std::vector<double>{0, 0.1, 0.2, 0.1 * 3});
  CHECK(b.frames.step == std::vector<Index>{0, 1, 2, 3});
  CHECK(b.angles.empty());
  CHECK(b.weights == 5);
  CHECK(b.weights_clock.time == std::vector<double>{0, 0.7});
  CHECK(b.neurons->count == 2);
  CHECK(b.neurons->coordinates == std::vector<std::string>{"w_1", "b"});
  CHECK(b.neurons->positions ==
        std::vector<Points>{Points::Constant(2, 2, 3), Points::Constant(2, 2, 4)});
  CHECK(b.neurons->weights.at(1) == State::LinSpaced(5, 1, 2));
  CHECK_FALSE(a.neurons.has_value());
  CHECK(b.observables.size() == 1);
  CHECK(a.kernel().series.empty());
  CHECK(b.kernel().series.at("kernel_eigenvalues") ==
        std::vector<State>{Eigen::Vector3d(10, 11, 12), Eigen::Vector3d(10, 11, 13)});
  CHECK(b.scalar_series("persistence").values == std::vector<double>{0, 1});
  CHECK(b.scalar_series("persistence").clock.time == std::vector<double>{0, 0.5});
  CHECK(b.scalar_series("energy").clock.time == b.observables_clock.time);
  CHECK(b.kernel().clock.room == 2);
  CHECK_THROWS_WITH_AS(b.scalar_series("kernel_eigenvalues"),
                       doctest::Contains("3 numbers per row"), InputError);
  CHECK_THROWS_AS(b.observable("energy_gap"), InputError);
}

TEST_CASE("trajectory: a killed writer leaves a readable file with the committed rows") {
  const OutputFile out("killed");
  TrajectoryWriter file(out.path, sample_layout());
  add_rows(file, 0, 2, true);
  file.commit(0, checkpoint('x'));
  add_rows(file, 0, 1, true);  // written, not vouched for
  const StoredRun run = read_run(out.path);
  CHECK(run.flows.at(0).status == "running");
  CHECK(run.flows.at(0).positions.size() == 2);
  CHECK(run.flows.at(1).positions.empty());
}

TEST_CASE("trajectory: a resumed file goes on from the rows of its newest checkpoint") {
  const OutputFile out("resumed");
  Layout layout = sample_layout();
  {
    TrajectoryWriter file(out.path, layout);
    CHECK_FALSE(file.reopen(0).has_value());
    add_rows(file, 0, 1, true);
    file.commit(0, checkpoint('a'));
    file.set_warning(0, 0, 7, 0.25);
    file.set_seconds(0, std::vector{0.5, 2.0});
    add_rows(file, 0, 1, true);
    file.commit(0, checkpoint('b'));
    add_rows(file, 0, 1, true);  // the last state, beyond the checkpoint
    file.finish(0, {Outcome::interrupted, "a signal"});
    file.close();
  }
  CHECK(read_run(out.path).flows.at(0).positions.size() == 3);
  CHECK(read_run(out.path).flows.at(0).frames.room == 3);
  layout.texts[1].second = "another end";
  for (TrackLayout& track : layout.flows[0].tracks) track.rows = 6;
  {
    TrajectoryWriter file = TrajectoryWriter::resume(out.path, layout, "a note");
    CHECK(file.outcome(0) == "interrupted");
    CHECK(file.outcome(1) == "running");
    CHECK(file.reopen(0) == checkpoint('b'));
    add_rows(file, 0, 4, true);
    file.count_restart(0);
    CHECK(file.seconds(0) == std::vector{0.5, 2.0});
    CHECK(file.seconds(1) == std::vector{0.0, 0.0});
    file.finish(0, {Outcome::done, "its end"});
    file.close();
  }
  const StoredRun run = read_run(out.path);
  const StoredFlow& a = run.flows.at(0);
  CHECK(run.text("resolved") == "another end");
  CHECK(run.resumed == "a note\n");
  CHECK(a.positions.size() == 6);
  CHECK(a.positions.at(2) == Points::Constant(2, 3, 0));
  CHECK(a.warnings.at("energy_rise").count == 7);
  CHECK(a.warnings.at("energy_rise").worst == 0.25);
  CHECK(a.restarts == 1);
  CHECK(a.seconds == std::map<std::string, double>{{"energy", 0.5}, {"total", 2.0}});
}

TEST_CASE("trajectory: what files gave to start from is there before the first row, and stays") {
  const OutputFile out("starts");
  Layout layout = sample_layout();
  layout.start = random_points(1, 3, 72);
  layout.test_data = random_points(2, 2, 73);
  layout.test_start = random_points(1, 2, 74);
  layout.flows[1].start = random_state(5, 75);
  const auto check = [&] {
    const StoredSetting stored = read_setting(out.path);
    CHECK(stored.start == layout.start);
    CHECK(stored.test_start == layout.test_start);
    CHECK(stored.weights == std::map<std::string, State>{{"b", layout.flows[1].start}});
  };
  TrajectoryWriter(out.path, layout);
  check();
  TrajectoryWriter file = TrajectoryWriter::resume(out.path, layout, "");
  add_rows(file, 0, 30, true);  // grows the file
  file.commit(0, checkpoint('a'));
  check();
  file.close();  // trims it
  check();
  const OutputFile drawn("drawn");
  TrajectoryWriter(drawn.path, sample_layout());
  CHECK(read_setting(drawn.path).start.size() == 0);
  CHECK(read_setting(drawn.path).weights.empty());
}

TEST_CASE("trajectory: single rows are the committed ones, counted from either end") {
  const OutputFile out("rows");
  TrajectoryWriter file(out.path, sample_layout());
  for (int row = 0; row < 2; ++row)
    add(file, 1, weights, row, row, {State::LinSpaced(5, row, 9), State::Constant(4, row)});
  add_rows(file, 1, 3, false);
  file.commit(1, checkpoint('x'));
  add_rows(file, 1, 1, false);  // not vouched for
  CHECK(read_latents_row(out.path, "b", -1) == Points::Constant(2, 3, 2));
  CHECK(read_latents_row(out.path, "b", 0) == Points::Constant(2, 3, 0));
  CHECK(read_latents_row(out.path, "b", -2) == Points::Constant(2, 3, 1));
  CHECK(read_weights_row(out.path, "b", 1) == State::LinSpaced(5, 1, 9));
  CHECK(read_weights_row(out.path, "b", -2) == State::LinSpaced(5, 0, 9));
  const auto refuses = [&](const char* flow, Index row, const char* why) {
    CHECK_THROWS_WITH_AS(read_latents_row(out.path, flow, row), doctest::Contains(why), InputError);
  };
  refuses("b", 3, "no row 3; it has 3 committed rows: 0 to 2, or -1 to -3 from the end");
  refuses("b", -4, "no row -4");
  refuses("a", -1, "flow 'a' has no committed row");
  refuses("c", -1, "no dataset 'particles/c/position/value'");
}

TEST_CASE("trajectory: a damaged checkpoint is refused and the one before it is used") {
  const OutputFile out("damaged");
  {
    TrajectoryWriter file(out.path, sample_layout());
    file.commit(0, checkpoint('a'));
    add_rows(file, 0, 1, true);
    file.commit(0, checkpoint('b'));
  }
  std::ifstream in(out.path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), {});
  const std::size_t newest = bytes.find("SCFSLOT5");  // sequence 2 lies in the even slot
  REQUIRE(newest != std::string::npos);
  bytes[newest + 32 + 2 * 8 + 1] = 'x';  // behind the header and the rows of two tracks
  std::ofstream(out.path, std::ios::binary) << bytes;
  TrajectoryWriter file = TrajectoryWriter::resume(out.path, sample_layout(), "");
  CHECK(file.reopen(0) == checkpoint('a'));
  CHECK_FALSE(file.reopen(1).has_value());
}

TEST_CASE("trajectory: rows are not thrown away for want of a checkpoint, nor by another version") {
  const OutputFile out("refusals");
  {
    TrajectoryWriter file(out.path, sample_layout());
    add_rows(file, 0, 2, true);
    file.finish(0, {Outcome::failed, "before its first checkpoint"});
    file.close();
  }
  TrajectoryWriter file = TrajectoryWriter::resume(out.path, sample_layout(), "");
  CHECK_THROWS_WITH_AS(file.reopen(0), doctest::Contains("no whole checkpoint"), InputError);
  file.close();
  CHECK(read_run(out.path).flows.at(0).positions.size() == 2);
  Layout other = sample_layout();
  other.flows[0].checkpoint_size = 3;
  CHECK_THROWS_WITH_AS(TrajectoryWriter::resume(out.path, other, ""),
                       doctest::Contains("other shapes"), InputError);
}

TEST_CASE("trajectory: checkpoints of another version are told, and their rows stay readable") {
  const OutputFile out("version");
  {
    TrajectoryWriter file(out.path, sample_layout());
    add_rows(file, 0, 2, true);
    file.commit(0, checkpoint('a'));
    file.commit(0, checkpoint('b'));
  }
  const auto plant = [&](bool both, const std::string& from, char to) {
    std::ifstream in(out.path, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), {});
    for (auto at = bytes.find(from); at != std::string::npos;
         at = both ? bytes.find(from) : std::string::npos)
      bytes[at + 7] = to;
    std::ofstream(out.path, std::ios::binary) << bytes;
  };
  plant(false, "SCFSLOT5", '4');  // one slot is damaged
  CHECK(TrajectoryWriter::resume(out.path, sample_layout(), "").reopen(0) == checkpoint('a'));
  plant(true, "SCFSLOT5", '4');
  CHECK_THROWS_WITH_AS(
      TrajectoryWriter::resume(out.path, sample_layout(), ""),
      doctest::Contains("of flow 'a' are of version 4, and it goes on from version 5"), InputError);
  plant(true, "SCFSLOT4", 'x');  // damaged: no version has such a name
  CHECK_THROWS_WITH_AS(TrajectoryWriter::resume(out.path, sample_layout(), "").reopen(0),
                       doctest::Contains("no whole checkpoint"), InputError);
  CHECK(read_run(out.path).flows.at(0).positions.size() == 2);
}

TEST_CASE("trajectory: series of any track are read by what the file says of them") {
  const OutputFile out("described");
  Layout layout = sample_layout();
  layout.flows[0].tracks.push_back({"drawn",
                                    {{.path = observable_path("a", "kernel_alignment"),
                                      .extents = {2},
                                      .attributes = {{counter_attribute, "drawn"}}}},
                                    3});
  TrajectoryWriter file(out.path, layout);
  add(file, 0, 2, 5, 0.25, {Eigen::Vector2d(3, 4)});
  file.commit(0, checkpoint('a'));
  const StoredFlow flow = read_run(out.path).flows.at(0);
  CHECK(flow.track("drawn").series.at("kernel_alignment") ==
        std::vector<State>{Eigen::Vector2d(3, 4)});
  CHECK(flow.track("drawn").clock.step == std::vector<Index>{5});
  CHECK(flow.track("drawn").clock.room == 3);
  CHECK(flow.track("none").series.empty());
  CHECK_FALSE(flow.observables.contains("kernel_alignment"));
  CHECK_THROWS_AS(file.add_row(0, 2, 6, 0.5, std::vector<double>{1}), std::logic_error);
  CHECK_THROWS_WITH_AS(TrajectoryWriter::resume(out.path, sample_layout(), ""),
                       doctest::Contains("another program"), InputError);
  file.close();
  CHECK_THROWS_WITH_AS(TrajectoryWriter::resume(out.path, sample_layout(), ""),
                       doctest::Contains("other shapes"), InputError);
  layout.flows[0].tracks.back().series.front().path = observable_path("a", "others");
  CHECK_THROWS_WITH_AS(TrajectoryWriter::resume(out.path, layout, ""),
                       doctest::Contains("lacks the series 'observables/a/others'"), InputError);
}

TEST_CASE("trajectory: a track that is full grows, rows and all") {
  const OutputFile out("grown");
  TrajectoryWriter file(out.path, sample_layout());
  add_rows(file, 0, 3, true);
  file.commit(0, checkpoint('a'));
  add_rows(file, 0, 30, true);
  CHECK(read_run(out.path).flows.at(0).positions.size() == 3);
  file.commit(0, checkpoint('b'));
  const StoredRun run = read_run(out.path);
  CHECK(run.flows.at(0).frames.room == 64);
  CHECK(run.flows.at(0).positions.size() == 33);
  CHECK(run.flows.at(0).positions.at(32) == Points::Constant(2, 3, 29));
}

TEST_CASE("trajectory: a file that is being written is not replaced and its removal is noticed") {
  const OutputFile out("locked"), link("link");
  {
    TrajectoryWriter file(out.path, sample_layout());
    CHECK_THROWS_WITH_AS(check_output(out.path, true, 1), doctest::Contains("another program"),
                         InputError);
    file.close();
  }
  fs::create_symlink(out.path, link.path);
  CHECK(check_output(link.path, true, 1) == fs::canonical(out.path));
  TrajectoryWriter file(out.path, sample_layout());
  fs::remove(out.path);
  CHECK_THROWS_WITH_AS(file.commit(0, checkpoint('x')), doctest::Contains("removed or replaced"),
                       StorageError);
}
