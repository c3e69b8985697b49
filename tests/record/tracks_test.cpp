#include <doctest/doctest.h>

#include <map>
#include <set>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/io/series_paths.hpp"
#include "simclr_flow/record/layout.hpp"
#include "simclr_flow/record/run.hpp"
#include "simclr_flow/record/track.hpp"
#include "support/folder.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// Flows that have every track, among them.
record::Setup sample(const std::string& manifold = "circle") {
  const std::string text = R"(
[data]
kind = "discs"
per_class = 3
[data.test]
per_class = 2
[latent]
manifold = ")" + manifold + R"("
[stop]
time = 1
[energy]
preset = "simclr"
[initial]
spread = 0.3
[integrator]
step = 0.1
method = "rk4"
[output]
frames = { first = 0.5, per_decade = 4 }
pairs = { spacing = "linear", count = 3 }
[[flow]]
kind = "particle"
[[flow]]
kind = "kernel"
[[flow]]
kind = "network"
scaling = "mean-field"
widths = [6]
[[flow]]
name = "descent"
kind = "network"
widths = [6]
integrator = { method = "gradient-descent" }
)";
  return record::set_up({.config = {"sample.toml", text, {}}});
}

std::string names_of(const std::vector<record::Track>& tracks) {
  std::string names;
  for (const record::Track& track : tracks) names += (names.empty() ? "" : " ") + track.name;
  return names;
}

/// A snapshot of a flow at its start.
struct Start final : Snapshot {
  explicit Start(const Flow& of) : flow(of), x(of.initial_state()), y(of.outputs(x)) {
    z = flow.manifold().ambient(y);
  }
  Index step() const override { return 0; }
  double time() const override { return 0; }
  const State& state() const override { return x; }
  const Points& outputs() const override { return y; }
  const Points& latents() const override { return z; }
  State weights() const override { return flow.weights(x); }
  double energy() const override { return flow.first_order(x).energy; }
  double gradient_norm() const override { return flow.first_order(x).gradient_norm; }
  double dissipation() const override { return flow.dissipation(x); }
  double drift() const override { return 0; }
  const Flow& flow;
  State x;
  Points y, z;
};

/// What is wrong with the row of a track at the start; empty if nothing is.
std::string broken_row(const record::Track& track, const Snapshot& start) {
  const TrackLayout layout{track.name, track.series, track.rows};
  if (track.row(start).size() != layout.size())
    return track.name + ": a row has other numbers than its series";
  Archive before, after;
  track.memory(before);
  track.row(start);
  track.memory(after);
  return before.bytes().size() == after.bytes().size() ? "" : track.name + ": its memory grows";
}

}  // namespace

TEST_CASE("tracks: each flow has those that it can have") {
  const record::Setup setup = sample();
  std::map<std::string, std::string> found;
  for (const Course& course : setup.experiment.courses)
    found[course.config.name] = names_of(record::tracks_of(setup, course));
  CHECK(found ==
        std::map<std::string, std::string>{{"particle", "frames observables pairs"},
                                           {"kernel", "frames observables kernel pairs"},
                                           {"network", "frames observables weights kernel pairs"},
                                           {"descent", "frames observables weights kernel"}});
}

TEST_CASE("tracks: rows have the numbers that their series lay out, and memories one size") {
  for (const char* manifold : {"circle", "sphere", "euclidean"}) {
    const record::Setup setup = sample(manifold);
    for (const Course& course : setup.experiment.courses) {
      const Start start(*course.flow);
      for (const record::Track& track : record::tracks_of(setup, course)) {
        CAPTURE(track.name);
        CHECK(broken_row(track, start) == "");
        CHECK(track.rows > 1);
      }
    }
  }
}

TEST_CASE("tracks: a row that does not fit its series is caught") {
  const record::Setup setup = sample();
  const Course& course = setup.experiment.courses[2];
  const Start start(*course.flow);
  record::Track track = record::tracks_of(setup, course).front();
  track.series.pop_back();
  CHECK(broken_row(track, start) == "frames: a row has other numbers than its series");
  double grown = 0;
  track = record::tracks_of(setup, course).back();
  track.row = [&grown, row = track.row](const Snapshot& s) { return ++grown, row(s); };
  track.memory = [&grown](Archive& a) {
    State memory = State::Zero(static_cast<Index>(grown));
    a(memory);
  };
  CHECK(broken_row(track, start) == track.name + ": its memory grows");
}

TEST_CASE("tracks: the layout has them, and the file has what is laid out") {
  const record::Setup setup = sample();
  const Layout layout = record::layout_of(setup);
  std::set<std::string> laid_out, wanted;
  for (std::size_t f = 0; f < layout.flows.size(); ++f) {
    for (const TrackLayout& track : layout.flows[f].tracks)
      for (const SeriesLayout& series : track.series) laid_out.insert(series.path);
    for (const record::Track& track : record::tracks_of(setup, setup.experiment.courses[f]))
      for (const SeriesLayout& series : track.series) wanted.insert(series.path);
  }
  CHECK(laid_out == wanted);
  CHECK(laid_out.contains("particles/network.neurons/position"));
  CHECK(laid_out.contains("observables/network.test/alignment"));
  CHECK(layout.flows[0].rows(track_name::frames) == 4);
  CHECK(layout.flows[0].rows(track_name::weights) == 0);
}
