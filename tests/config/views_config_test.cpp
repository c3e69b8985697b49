#include <doctest/doctest.h>

#include "support/descents.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

std::string text_of(const std::string& views) {
  return "[data]\nkind = \"discs\"\nper_class = 2\n[energy]\npreset = \"simclr\"\n[[flow]]\n"
         "kind = \"particle\"\n[views]\n" +
         views;
}

RunConfig parse_views(const std::string& views) {
  return parse_config({"run.toml", text_of(views), {}}, vocabulary());
}

std::string one(const std::string& transform) { return "transforms = [{ " + transform + " }]\n"; }

/// What the reader or the builder says of views that cannot be.
std::string refusal(const std::string& views, Dataset data) {
  try {
    build_experiment(parse_views(views), Given{{std::move(data), {}}});
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

Dataset plane() { return {random_points(2, 8, 91), {}, "test"}; }
Dataset images(Index height, Index width) {
  return {random_points(12, 8, 92), {}, "test", height, width};
}

const std::string shift_and_turn =
    "mode = \"quadrature\"\ntransforms = [{ kind = \"shift\", direction = [1, 1], scale = 0.3, "
    "nodes = 3 }, { kind = \"rotation\", nodes = 4 }]\n";

}  // namespace

TEST_CASE("views: every transform is read, built and resolved to itself") {
  for (const TransformEntry& item : transforms()) {
    INFO(item.name);
    const RunConfig config = parse_views(
        one(fmt::format("kind = \"{}\", {}", item.name, item.sample)) + "mode = \"fresh\"\n");
    const std::string resolved = resolved_toml(config, vocabulary());
    CHECK(resolved_toml(parse_config({"r.toml", resolved, {}}, vocabulary()), vocabulary()) ==
          resolved);
    const Experiment e = build_experiment(config, Given{{item.image ? images(3, 4) : plane(), {}}});
    CHECK(e.inputs.cols() == 8);
    CHECK(e.inputs != e.data.points);
    CHECK(e.view_weights.size() == 0);
  }
}

TEST_CASE("views: refusals of the reader name line, key, value and what is allowed") {
  const std::pair<std::string, const char*> cases[] = {
      {one("kind = \"shfit\""),
       "run.toml:9: [views] transforms 0: kind = 'shfit' is not known; did "
       "you mean \"shift\"?; allowed: shift, noise, ball"},
      {one("kind = \"shift\""), "[views] transforms 0: direction is needed"},
      {one("kind = \"noise\", direction = [1, 1]"),
       "transforms 0: direction = [1, 1] goes with kind = \"shift\", given: \"noise\""},
      {one("kind = \"noise\", draw = \"step\""), "draw = 'step' is not known"},
      {one("kind = \"noise\", nodes = 0"), "nodes = 0 must be at least 1 and at most 256"},
      {one("kind = \"ball\", nodes = 4"), "nodes = 4 goes with kind = \"shift\" or "},
      {one("kind = \"ball\", coordinates = [1, 1]"), "lists a coordinate twice"},
      {one("kind = \"ball\", radius = -1"), "radius = -1 must be at least 0"},
      {one("kind = \"rotation\", degrees = 200"), "degrees = 200 must be above 0 and at most 180"},
      {one("kind = \"rotation\", plane = [1, 1]"), "must name two coordinates"},
      {one("kind = \"rotation\", plane = [1]"), "must name two coordinates"},
      {one("kind = \"scaling\", low = 2"),
       "run.toml:9: [views] transforms 0: low = 2 must not be above high = 1.2"},
      {one("kind = \"rescale\", low = 0"), "low = 0 must be above 0"},
      {one("kind = \"blur\", kernel = 4"),
       "run.toml:9: [views] transforms 0: kernel = 4 must be odd"},
      {one("kind = \"blur\", sigma_low = 3"), "sigma_low = 3 must not be above sigma_high = 2"},
      {one("kind = \"crop\", area_low = 1.5"), "area_low = 1.5 must be above 0 and at most 1"},
      {one("kind = \"flip\", probability = 2"), "probability = 2 must be at least 0 and at most 1"},
      {one("kind = \"translation\", pixels = -1"), "pixels = -1 must be at least 0"},
      {"mode = \"quadrature\"\n" + one("kind = \"ball\""),
       "run.toml:10: [views] transforms 0: kind = 'ball' has no quadrature rule, but [views] mode "
       "is \"quadrature\"; allowed: shift, noise, rotation, scaling"},
      {"mode = \"quadrature\"\n" + one("kind = \"flip\""), "kind = 'flip' has no quadrature rule"},
      {"mode = \"quadrature\"\n", "mode = 'quadrature' needs transforms"},
      {"count = 0\n", "count = 0 must be at least 1"},
  };
  for (const auto& [views, expected] : cases) {
    const std::string message = refusal(views, plane());
    INFO(message, " -- expected: ", expected);
    CHECK(message.find(expected) != std::string::npos);
  }
}

TEST_CASE("views: transforms that do not fit the data are refused by name") {
  const auto refuses = [](const std::string& views, Dataset data, const std::string& expected) {
    const std::string message = refusal(views, std::move(data));
    INFO(message, " -- expected: ", expected);
    CHECK(message.find(expected) != std::string::npos);
  };
  for (const TransformEntry& item : transforms())
    if (item.image) {
      const std::string views = one(fmt::format("kind = \"{}\", {}", item.name, item.sample));
      refuses(
          views, plane(),
          fmt::format("[views] transforms 0: {}: transforms images, but the data have no height "
                      "and width",
                      item.name));
      refuses(views, images(4, 4), "images of 4 × 4 pixels, but the data have 12 coordinates");
    }
  refuses(one("kind = \"noise\" }, { kind = \"shift\", direction = [1, 1, 1]"), plane(),
          "[views] transforms 1: shift: direction has 3 numbers, the data have 2 coordinates");
  refuses(one("kind = \"rotation\", plane = [0, 2]"), plane(),
          "[views] transforms 0: rotation: plane = [0, 2] must name two of the 2 coordinates");
  refuses(one("kind = \"blur\""), images(3, 4), "kernel = 5 must be odd, and at most");
  refuses("mode = \"quadrature\"\n" + one("kind = \"noise\""), images(3, 4),
          "transforms 0: noise of points of 12 coordinates has no quadrature rule");
  refuses("mode = \"quadrature\"\ncount = 2\n" + one("kind = \"noise\", nodes = 3"), plane(),
          "[views] count = 2 must be 9, the number of nodes of the quadrature, or not be given");
  refuses(one("kind = \"noise\""), make_no_data(8), "noise: transforms points, but the data have");
}

TEST_CASE("views: a quadrature has the views at its nodes, and their weights") {
  const RunConfig config = parse_views(shift_and_turn);
  CHECK(config.views.count == 0);
  const Experiment e = build_experiment(config, Given{{plane(), {}}});
  REQUIRE(e.views() == 12);
  REQUIRE(e.view_weights.size() == 12);
  CHECK(e.start.cols() == 96);
  CHECK(e.view_weights.sum() == doctest::Approx(1).epsilon(1e-14));
  const Quadrature gauss = gauss_hermite(3);
  for (Index i = 0; i < 8; ++i)
    for (Index a = 0; a < 12; ++a) {
      State view = e.data.points.col(i).array() + 0.3 * gauss.nodes(0, a / 4);
      for (Index quarter = 0; quarter < a % 4; ++quarter) view = State{{-view[1], view[0]}};
      CHECK((e.inputs.col(12 * i + a) - view).norm() < 1e-14 * std::max(1.0, view.norm()) * 4);
      CHECK(e.view_weights[a] == doctest::Approx(gauss.weights[a / 4] / 4).epsilon(1e-14));
    }
}

TEST_CASE("views: given as a quadrature's, the count is no error") {
  for (const char* count : {"count = 12\n", "count = 0\n"})
    CHECK(build_experiment(parse_views(count + shift_and_turn), Given{{plane(), {}}}).views() ==
          12);
}

TEST_CASE("views: the draws of fixed views and the start of a flow stay those of a shift alone") {
  RunConfig config = sampled_config("", "fixed");
  const Experiment shifted = build_experiment(config, ".");
  config.views.transforms[0].draw = TransformConfig::Draw::batch;
  const Experiment shared = build_experiment(config, ".");
  CHECK(shifted.inputs.leftCols(2) == shared.inputs.leftCols(2));
  CHECK(shifted.inputs != shared.inputs);
  CHECK(shifted.start == shared.start);
}
