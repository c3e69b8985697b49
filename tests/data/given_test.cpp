// Starts from files: rows, columns, views and manifolds.
#include <doctest/doctest.h>

#include <numbers>

#include "simclr_flow/data/points_file.hpp"
#include "simclr_flow/io/points_dataset.hpp"
#include "support/folder.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// Eight samples with `views` views, latents from start.csv.
RunConfig config_of(const char* manifold, Index dim, Index views, const std::string& extra = "",
                    const char* file = "start.csv") {
  return parse_config({"start.toml",
                       fmt::format("[data]\nkind = \"discs\"\nper_class = 2\n{}\n[latent]\n"
                                   "manifold = \"{}\"\ndim = {}\n[views]\ncount = {}\n[initial]\n"
                                   "kind = \"file\"\nfile = \"{}\"\n[energy]\n"
                                   "preset = \"simclr\"\n[[flow]]\nkind = \"particle\"\n",
                                   extra, manifold, dim, views, file),
                       {}},
                      vocabulary());
}

Points start_of(const Folder& folder, const RunConfig& config, const Points& rows) {
  write_csv_points(folder.file("start.csv"), rows);
  return build_experiment(config, folder.path.string()).start;
}

void refuses(const Folder& folder, const RunConfig& config, const Points& rows, const char* why) {
  CHECK_THROWS_WITH_AS(start_of(folder, config, rows), doctest::Contains(why), InputError);
}

}  // namespace

TEST_CASE("start files: one row a sample, or one per view") {
  const Folder folder;
  const Points samples = random_points(3, 8, 41), all = random_points(3, 16, 42);
  CHECK(start_of(folder, config_of("euclidean", 3, 1), samples) == samples);
  CHECK(start_of(folder, config_of("euclidean", 3, 2), all) == all);
  const Points shared = start_of(folder, config_of("euclidean", 3, 2), samples);
  CHECK(shared.cols() == 16);
  for (Index i = 0; i < 8; ++i) {
    CHECK(shared.col(2 * i) == samples.col(i));
    CHECK(shared.col(2 * i + 1) == samples.col(i));
  }
}

TEST_CASE("start files: every format, relative to the configuration's folder") {
  const Folder folder;
  const Points rows = random_points(2, 8, 43);
  write_npy_points(folder.file("start.npy"), rows);
  write_points_dataset(folder.file("start.h5"), "points", rows);
  for (const char* file : {"start.npy", "start.h5:/points"}) {
    CAPTURE(file);
    const RunConfig config = config_of("euclidean", 2, 1, "", file);
    CHECK(build_experiment(config, folder.path.string()).start == rows);
  }
}

TEST_CASE("start files: angles, points of the plane, and rows of any length on the sphere") {
  const Folder folder;
  const Points angles = random_points(1, 8, 44);
  CHECK(start_of(folder, config_of("circle", 2, 1), angles) == angles);
  Points plane(2, 8);
  plane << 3 * angles.array().cos(), 3 * angles.array().sin();
  CHECK((start_of(folder, config_of("circle", 2, 1), plane) - angles).norm() < 1e-14);
  const Points rows = random_points(3, 8, 45);
  for (const double scale : {1.0, 1e-170, 1e140})
    CHECK((start_of(folder, config_of("sphere", 3, 1), scale * rows) - rows.colwise().normalized())
              .norm() < 1e-14);
}

TEST_CASE("start files: what does not fit is refused by name") {
  const Folder folder;
  const Points seven = random_points(2, 7, 46);
  refuses(folder, config_of("euclidean", 2, 1), seven,
          "start.csv' has 7 rows, expected 8, one per");
  refuses(folder, config_of("euclidean", 2, 3), seven,
          "has 7 rows, expected 8 (one per sample) or 24 (view a of sample i in row 3 i + a)");
  refuses(folder, config_of("euclidean", 3, 1), seven, "has 2 columns, expected the 3 of");
  refuses(folder, config_of("circle", 2, 1), random_points(3, 8, 47),
          "has 3 columns, expected 1 (angles) or 2");
  Points zero = random_points(2, 8, 48);
  zero.col(5).setZero();
  refuses(folder, config_of("sphere", 2, 1), zero, "zero row (5)");
  refuses(folder, config_of("circle", 2, 1), zero, "zero row (5)");
  CHECK(start_of(folder, config_of("euclidean", 2, 1), zero) == zero);
  refuses(folder, config_of("euclidean", 2, 1), 1e160 * zero, "would overflow");
  refuses(folder, config_of("euclidean", 2, 1, "", "none.npy"), zero, "none.npy' does not exist");
}

TEST_CASE("start files: a start that was not given is not made up") {
  const RunConfig config = config_of("euclidean", 2, 1);
  Given given;
  given.data.training = {random_points(2, 8, 49), {}, "test"};
  const auto refused = [&](const Points& start, const char* why) {
    given.start = start;
    CHECK_THROWS_WITH_AS(build_experiment(config, given), doctest::Contains(why), InputError);
  };
  refused({}, "0 latents");
  refused(random_points(2, 7, 49), "7 latents with 2 coordinates, expected 8 with 2");
}

TEST_CASE("start files: weights that were not given are not drawn, and given ones are used") {
  const Folder folder;
  const std::string text =
      "[data]\nkind = \"discs\"\nper_class = 2\n[data.test]\nper_class = 1\n[energy]\n"
      "preset = \"simclr\"\n";
  const std::string net =
      "[[flow]]\nname = \"net\"\nkind = \"network\"\nwidths = [3]\nweights = \"w.npy\"\n"
      "[[flow]]\nkind = \"kernel\"\nkernel = \"empirical\"\nwidths = [3]\nweights = \"w.npy\"\n";
  const RunConfig config = parse_config({"w.toml", text + net, {}}, vocabulary());
  const State w = random_state(2 * 3 + 3 + 3, 51);
  write_npy_vector(folder.file("w.npy"), w);
  Given given = read_given(config, folder.path.string());
  const Experiment e = build_experiment(config, given);
  CHECK(e.courses[0].flow->initial_state() == w);
  CHECK(e.courses[0].test_flow->initial_state() == w);
  const Points theta = e.courses[0].flow->tangent_kernel(w)->matrix();
  CHECK(theta.norm() > 0);
  given.weights[1] = 2 * w;
  const Points other = build_experiment(config, given)
                           .courses[1]
                           .flow->tangent_kernel(e.courses[1].flow->initial_state())
                           ->matrix();
  CHECK((other - e.courses[1].flow->tangent_kernel(e.courses[1].flow->initial_state())->matrix())
            .norm() > 0.1 * other.norm());
  given.weights[0] = {};
  CHECK_THROWS_WITH_AS(build_experiment(config, given),
                       doctest::Contains("'net': 0 weights were given, expected 12"), InputError);
}
