#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "export/space_rows.hpp"
#include "export/zip_file.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/export/export_format.hpp"
#include "simclr_flow/export/observables_table.hpp"
#include "simclr_flow/io/trajectory_writer.hpp"
#include "support/folder.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr Index latents = 6, test_latents = 4;
constexpr std::size_t frames = 0, observables = 1, kernel = 2;

/// Two flows in R^d, the second with test points and a series with a clock of its own.
Layout layout_in(Index d) {
  Layout layout;
  layout.texts = {{"config", ""}, {"resolved", ""}};
  layout.data = random_points(2, 3, 1);
  for (const char* name : {"a", "b"}) {
    FlowLayout flow{.name = name,
                    .kind = "particle",
                    .description = "",
                    .particles = {},
                    .tracks = {},
                    .start = {},
                    .checkpoint_size = 1,
                    .warnings = {},
                    .work = {}};
    flow.particles = {{name, d, {0, 0, 0, 1, 1, 1}}};
    flow.tracks = {{track_name::frames, {{position_path(name), {latents, d}}}, 8},
                   {track_name::observables, {{observable_path(name, "energy"), {}}}, 8}};
    layout.flows.push_back(flow);
  }
  FlowLayout& b = layout.flows.back();
  b.particles.push_back({"b.test", d});
  b.tracks[frames].series.push_back({position_path("b.test"), {test_latents, d}});
  b.tracks.push_back({track_name::kernel,
                      {{.path = observable_path("b", "growth_rates"),
                        .extents = {2},
                        .attributes = {{counter_attribute, track_name::kernel}}}},
                      8});
  return layout;
}

/// Latents of a frame: of flow b its own, then those of the test points.
Points frame_of(std::size_t flow, Index d, int k) {
  return random_points(d, latents + (flow ? test_latents : 0), 10u * static_cast<unsigned>(k) + 1);
}

void add_frame(TrajectoryWriter& file, std::size_t flow, Index d, int k) {
  const Points z = frame_of(flow, d, k);
  file.add_row(flow, frames, k, 0.1 * k, {z.data(), static_cast<std::size_t>(z.size())});
}

/// Flow a: three frames and a fourth that is not committed, no observables. Flow b: two frames;
/// energies at 0 and 1, rates at 0.5 and 1.
std::string sample_run(const Folder& folder, Index d) {
  const std::string path = folder.file("run.h5");
  TrajectoryWriter file(path, layout_in(d));
  const std::vector<std::byte> checkpoint(1);
  for (int k = 0; k < 3; ++k) add_frame(file, 0, d, k);
  file.commit(0, checkpoint);
  add_frame(file, 0, d, 3);
  for (int k = 0; k < 2; ++k) add_frame(file, 1, d, k);
  for (int k = 0; k < 2; ++k) file.add_row(1, observables, 10 * k, k, std::vector{0.1 + k});
  for (int k = 1; k < 3; ++k) file.add_row(1, kernel, 5 * k, 0.5 * k, std::vector{1.0 * k, -0.25});
  file.finish(1, {Outcome::done, "it ended"});
  return path;
}

std::string text_of(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

Points as_points(std::span<const double> row, Index dim) {
  return Eigen::Map<const Points>(row.data(), dim, std::ssize(row) / dim);
}

}  // namespace

TEST_CASE("export: rows are those that are committed, as they were written") {
  const Folder folder;
  const RunRows run(sample_run(folder, 2));
  REQUIRE(run.sets().size() == 3);
  const StoredSet &a = run.sets()[0], &test = run.sets()[2];
  CHECK(a.frames().time == std::vector<double>{0, 0.1, 0.2});
  CHECK(a.status == "running");
  CHECK(a.species == std::vector<int>{0, 0, 0, 1, 1, 1});
  CHECK(test.name == "b.test");
  CHECK(test.is_test());
  RowReader rows(run, a.position, 3), tests(run, test.position, 2);
  for (const int k : {2, 0, 1}) CHECK(as_points(rows.row(k), 2) == frame_of(0, 2, k));
  CHECK(as_points(tests.row(1), 2) == frame_of(1, 2, 1).rightCols(test_latents));
}

TEST_CASE("export: every so many frames, one alone, and rows that there are not") {
  const Folder folder;
  const RunRows run(sample_run(folder, 2));
  ExportJob job{.run = run, .sets = {}, .output = ""};
  const auto rows = [&] { return job.rows(run.sets()[0]); };
  CHECK(rows() == std::vector<Index>{0, 1, 2});
  job.every = 2;
  CHECK(rows() == std::vector<Index>{0, 2});
  job.every = 9;
  CHECK(rows() == std::vector<Index>{0});
  job.row = -1;
  CHECK(rows() == std::vector<Index>{2});
  for (const Index beyond : {3, -4}) {
    job.row = beyond;
    CHECK_THROWS_WITH_AS(rows(), doctest::Contains("3 committed frames: 0 to 2"), InputError);
  }
}

TEST_CASE("export: names mean sets") {
  const Folder folder;
  const RunRows run(sample_run(folder, 2));
  const auto names = [&](const char* name) {
    std::vector<std::string> all;
    for (const StoredSet* set : sets_of(run, name)) all.push_back(set->name);
    return all;
  };
  CHECK(names("") == std::vector<std::string>{"a", "b", "b.test"});
  CHECK(names("b") == std::vector<std::string>{"b", "b.test"});
  CHECK(names("b.test") == std::vector<std::string>{"b.test"});
  CHECK(only_set(run, "b.test").name == "b.test");
  CHECK_THROWS_WITH_AS(only_set(run, ""), doctest::Contains("--flow is needed: a, b"), InputError);
}

TEST_CASE("export: fewer than three coordinates are padded by zero") {
  for (const Index d : {1, 2, 3}) {
    const Folder folder;
    const RunRows run(sample_run(folder, d));
    SpaceRows space(run, run.sets()[0]);
    const Points z = as_points(space.row(1), 3);
    CHECK(z.topRows(d) == frame_of(0, d, 1));
    CHECK(z.bottomRows(3 - d).isZero(0));
    CHECK(space.note().empty());
  }
}

TEST_CASE("export: more are projected to the axes of most variance over all frames") {
  constexpr Index d = 6;
  const Folder folder;
  const RunRows run(sample_run(folder, d));
  const StoredSet& b = run.sets()[1];
  const Projection p = principal_projection(run, b);
  Points all(d, 2 * latents);
  all << frame_of(1, d, 0).leftCols(latents), frame_of(1, d, 1).leftCols(latents);
  const Points centred = all.colwise() - all.rowwise().mean();
  const Points covariance = centred * centred.transpose();
  CHECK((p.axes.transpose() * p.axes - Points::Identity(3, 3)).norm() < 1e-14);
  // Eigenvectors, by falling eigenvalue, and no direction across them has more variance.
  const Points of_axes = p.axes.transpose() * covariance * p.axes;
  CHECK((covariance * p.axes - p.axes * of_axes).norm() < 1e-12 * covariance.norm());
  CHECK(of_axes(0, 0) > of_axes(1, 1));
  CHECK(of_axes(1, 1) > of_axes(2, 2));
  const Points across = Points::Identity(d, d) - p.axes * p.axes.transpose();
  for (Index j = 0; j < d; ++j) {
    const State u = across.col(j).normalized();
    CHECK(u.dot(covariance * u) < of_axes(2, 2));
  }
  CHECK(p.share == doctest::Approx(of_axes.trace() / covariance.trace()).epsilon(1e-14));
  // Test points by the axes of their flow.
  SpaceRows own(run, b), tests(run, run.sets()[2]);
  const Points test = frame_of(1, d, 1).rightCols(test_latents);
  CHECK((as_points(tests.row(1), 3) - p.axes.transpose() * (test.colwise() - p.mean)).norm() <
        1e-13);
  CHECK(own.note().find("R^6") != std::string::npos);
}

TEST_CASE("export: observables of two clocks are one table") {
  const Folder folder;
  const RunRows run(sample_run(folder, 2));
  const std::string out = folder.file("table.csv");
  const TableSize size = write_observables_table(run, sets_of(run, "b"), out, false);
  CHECK(size.rows == 3);
  CHECK(size.columns == 5);
  CHECK(text_of(out) ==
        "time,step,energy,growth_rates_1,growth_rates_2\n0,0,0.1,,\n0.5,5,,1,-0.25\n1,10,1.1,2,-0."
        "25\n");
  CHECK_THROWS_WITH_AS(write_observables_table(run, sets_of(run, "b"), out, false),
                       doctest::Contains("--force replaces it"), InputError);
  CHECK_THROWS_WITH_AS(write_observables_table(run, sets_of(run, "a"), out, true),
                       doctest::Contains("no committed row of observables"), InputError);
}

TEST_CASE("export: every format puts its files in place or nothing") {
  const Folder folder;
  const RunRows run(sample_run(folder, 2));
  for (const ExportFormat& format : export_formats()) {
    CAPTURE(format.name);
    const std::string out = folder.file("out" + format.ending);
    ExportJob job{.run = run, .sets = {&run.sets()[0]}, .output = out};
    const ExportReport report = format.write(job);
    for (const std::string& file : report.files) CHECK(std::filesystem::file_size(file) > 0);
    const std::string first = text_of(report.files.back());
    CHECK_THROWS_WITH_AS(format.write(job), doctest::Contains("--force replaces it"), InputError);
    job.force = true;
    format.write(job);
    CHECK(text_of(report.files.back()).size() == first.size());
    job.output = folder.file("nowhere/out");
    CHECK_THROWS_WITH_AS(format.write(job), doctest::Contains("does not exist"), InputError);
  }
}

TEST_CASE("export: a member of a ZIP archive has the bytes that were said") {
  const Folder folder;
  ZipFile zip(folder.file("a.zip"));
  zip.begin("a", 3);
  zip.write("ab");
  CHECK_THROWS_AS(zip.end(), std::logic_error);
  zip.write("c");
  CHECK_NOTHROW(zip.end());
}
