// A manifold of the user's own: added by a call, run, judged and searched for minimizers.
#include <doctest/doctest.h>

#include <numbers>

#include "simclr_flow/theory/plain_space.hpp"
#include "support/judged_runs.hpp"
#include "support/studies.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr double small = 0.5;

/// Two circles of radii 1 and 1/2, by their arc lengths: a flat torus in R^4.
class Rings final : public Manifold {
 public:
  std::string_view name() const override { return "rings"; }
  ManifoldFacts facts() const override { return {.compact = true, .angles = true}; }
  Index ambient_dim() const override { return 4; }
  Index coordinate_dim() const override { return 2; }
  Index dimension() const override { return 2; }
  void to_ambient(PointsView y, PointsOut z) const override { z = at(y.array()); }
  void push_forward(PointsView y, PointsView v, PointsOut dz) const override {
    dz = along(y);
    for (Index row = 0; row < 4; ++row) dz.row(row).array() *= v.row(row / 2).array();
  }
  void pull_back(PointsView y, PointsView g, PointsOut out) const override {
    const Points parts = g.cwiseProduct(along(y));
    for (Index c = 0; c < 2; ++c) out.row(c) = parts.row(2 * c) + parts.row(2 * c + 1);
  }
  void pull_back_derivative(PointsView y, PointsView v, PointsView g, PointsView dg,
                            PointsOut out) const override {
    const Points inward = g.cwiseProduct(at(y.array()));
    pull_back(y, dg, out);
    out.row(0).array() -= v.row(0).array() * (inward.row(0) + inward.row(1)).array();
    out.row(1).array() -=
        v.row(1).array() * (inward.row(2) + inward.row(3)).array() / (small * small);
  }
  void retract(PointsOut) const override {}
  void project_tangent(PointsView z, PointsOut v) const override {
    for (Index i = 0; i < z.cols(); ++i)
      for (const Index k : {0, 2}) {
        const Eigen::Vector2d radius = z.col(i).segment<2>(k).normalized();
        v.col(i).segment<2>(k) -= radius * radius.dot(v.col(i).segment<2>(k));
      }
  }
  double distance_from(PointsView z) const override {
    return (z - at(coordinates_of(z).array())).colwise().norm().maxCoeff();
  }
  std::vector<Points> symmetry_directions(PointsView y) const override {
    std::vector<Points> all(2, Points::Zero(2, y.cols()));
    for (const Index c : {0, 1}) all[static_cast<std::size_t>(c)].row(c).setOnes();
    return all;
  }
  Points coordinates_of(Points z) const override {
    Points y(2, z.cols());
    for (Index i = 0; i < z.cols(); ++i)
      y.col(i) << std::atan2(z(1, i), z(0, i)), small * std::atan2(z(3, i), z(2, i));
    return y;
  }
  Points uniform(RandomStream& random, Index n) const override {
    Points y(2, n);
    for (double& angle : y.reshaped()) angle = 2 * std::numbers::pi * random.uniform();
    return y;
  }

 private:
  static Points at(const Eigen::ArrayXXd& y) {
    Points z(4, y.cols());
    const Eigen::ArrayXXd turn = y.row(1) / small;
    z << y.row(0).cos(), y.row(0).sin(), small * turn.cos(), small * turn.sin();
    return z;
  }
  /// The unit vectors along each circle.
  static Points along(PointsView y) {
    const Points z = at(y.array());
    Points t(4, y.cols());
    t << -z.row(1), z.row(0), -z.row(3) / small, z.row(2) / small;
    return t;
  }
};

/// What judge is told of it: the product of circles, once more and plainly.
theory::PlainSpace plain_rings() {
  return {.name = "rings",
          .angles = true,
          .translations = true,
          .coordinates = [](Index) { return Index{2}; },
          .latents =
              [](PointsView y) {
                Points z(4, y.cols());
                for (Index i = 0; i < y.cols(); ++i)
                  z.col(i) << std::cos(y(0, i)), std::sin(y(0, i)),
                      small * std::cos(y(1, i) / small), small * std::sin(y(1, i) / small);
                return z;
              },
          .coordinates_of =
              [](PointsView z) {
                Points y(2, z.cols());
                for (Index i = 0; i < z.cols(); ++i)
                  y.col(i) << std::atan2(z(1, i), z(0, i)), small * std::atan2(z(3, i), z(2, i));
                return y;
              },
          .pull_back =
              [](PointsView y, PointsView g) {
                Points out(2, y.cols());
                for (Index i = 0; i < y.cols(); ++i)
                  out.col(i) << std::cos(y(0, i)) * g(1, i) - std::sin(y(0, i)) * g(0, i),
                      std::cos(y(1, i) / small) * g(3, i) - std::sin(y(1, i) / small) * g(2, i);
                return out;
              },
          .tangent_part =
              [](PointsView z, PointsView v) {
                Points out(4, z.cols());
                for (Index i = 0; i < z.cols(); ++i) {
                  const double a = z(0, i) * v(1, i) - z(1, i) * v(0, i);
                  const double b = (z(2, i) * v(3, i) - z(3, i) * v(2, i)) / (small * small);
                  out.col(i) << -a * z(1, i), a * z(0, i), -b * z(3, i), b * z(2, i);
                }
                return out;
              },
          .tangent_basis =
              [](const State& z) {
                Points basis = Points::Zero(4, 2);
                basis.col(0).head<2>() << -z[1], z[0];
                basis.col(1).tail<2>() << -z[3] / small, z[2] / small;
                return basis;
              },
          .nearest =
              [](PointsView z) {
                Points near = z;
                near.topRows<2>().colwise().normalize();
                near.bottomRows<2>().colwise().normalize();
                near.bottomRows<2>() *= small;
                return near;
              },
          .distance =
              [](PointsView z) {
                return std::hypot(
                    (z.topRows<2>().colwise().norm().array() - 1).abs().maxCoeff(),
                    (z.bottomRows<2>().colwise().norm().array() - small).abs().maxCoeff());
              }};
}

std::unique_ptr<Manifold> make_rings(const LatentConfig&) { return std::make_unique<Rings>(); }

/// Also by names whose plain spaces are wrong - a sphere, R^4 -, and by one without.
void add_rings() {
  static const bool once = [] {
    for (const char* name : {"rings", "rings-as-sphere", "rings-as-plane", "rings-unknown"})
      add_manifold({name, "two circles", make_rings, {4, 4, 1, "4"}, 4});
    theory::add_plain_space(plain_rings());
    for (const auto& [name, as] :
         {std::pair{"rings-as-sphere", "sphere"}, {"rings-as-plane", "euclidean"}}) {
      theory::PlainSpace wrong = theory::plain_space(as);
      wrong.name = name;
      theory::add_plain_space(wrong);
    }
    return true;
  }();
  REQUIRE(once);
}

constexpr const char* every_flow =
    R"(flow = [{ kind = "particle" }, { kind = "kernel" },
        { kind = "network", widths = [20], activation = "tanh" }])";

std::string run_on(const std::string& manifold, const std::string& flows = every_flow) {
  return R"(
data = { kind = "discs", per_class = 5 }
latent = { manifold = ")" +
         manifold + R"(", dim = 4 }
initial = { kind = "uniform" }
energy = { preset = "simclr", temperature = 0.4 }
integrator = { method = "dopri5", rtol = 1e-9, atol = 1e-11 }
stop = { time = 20 }
output = { frames = { first = 0.1, per_decade = 4 } }
)" + flows;
}

std::vector<std::string> differing(const Report& report) {
  std::vector<std::string> all;
  for (const FlowReport& flow : report.flows)
    for (const Check& check : flow.checks)
      if (check.verdict == Verdict::differs) all.push_back(flow.name + " " + check.id);
  return all;
}

}  // namespace

TEST_CASE("own manifold: flows on it run, and agree with its plain space") {
  add_rings();
  const Folder folder;
  const Report report = judge(stored_run(run_on("rings"), folder));
  CHECK(fmt::format("{}", fmt::join(differing(report), ", ")) == "");
  for (const char* id : {"manifold", "energy", "gradient", "velocity", "state", "distinct"})
    CHECK(verdict_of(report, id) == Verdict::agrees);
  for (const char* of_spheres : {"minimum", "bound", "theorem-b", "moment.1", "order", "angle"})
    CHECK_FALSE(has_check(report, of_spheres));
}

TEST_CASE("own manifold: judged by what it is not, or by nothing, it is told") {
  add_rings();
  for (const char* name : {"rings-as-sphere", "rings-as-plane"}) {
    CAPTURE(name);
    const Folder folder;
    const auto wrong = differing(judge(stored_run(run_on(name), folder)));
    CHECK(wrong.size() >= 3);
  }
  const Folder folder;
  const StoredRun run =
      stored_run(run_on("rings-unknown", "flow = [{ kind = \"particle\" }]"), folder);
  CHECK_THROWS_WITH_AS(judge(run), doctest::Contains("add_plain_space"), InputError);
}

TEST_CASE("own manifold: its minimizers are searched for") {
  add_rings();
  const StudySetting setting = study_of(
      "data = { kind = \"none\", count = 4 }\nlatent = { manifold = \"rings\", dim = 4 }\n"
      "energy = { preset = \"simclr\", temperature = 0.4 }\nstudy = { starts = 3 }\n");
  for (const auto& end : ends_of(setting)) {
    CHECK(end->stationary);
    CHECK(Rings().distance_from(end->latents) < 1e-12);
  }
}

TEST_CASE("own manifold: names that are taken are refused") {
  add_rings();
  CHECK_THROWS_WITH_AS(add_manifold({"box", "", make_rings, {}, 4}), doctest::Contains("'box'"),
                       InputError);
}

TEST_CASE("own manifold: entries that would break the vocabulary are refused") {
  const auto refused = [](const ManifoldEntry& wrong, const char* why) {
    CHECK_THROWS_WITH_AS(add_manifold(wrong), doctest::Contains(why), InputError);
  };
  refused({"", "", make_rings, {4, 4, 1, "4"}, 4}, "a manifold needs a name");
  refused({"wrong", "", nullptr, {4, 4, 1, "4"}, 4}, "'wrong' has no function that makes it");
  refused({"wrong", "", make_rings, {4, 4, 0, "4"}, 4}, "allows no dimension: from 4 to 4 by 0");
  refused({"wrong", "", make_rings, {5, 4, 1, "4"}, 4}, "allows no dimension: from 5 to 4 by 1");
  refused({"wrong", "", make_rings, {4, 4}, 4}, "lacks the words for its dimensions");
  refused({"wrong", "", make_rings, {4, 4, 1, "4"}, 3}, "does not allow its sample_dim 3");
  const auto nothing = [](const LatentConfig&) { return std::unique_ptr<Manifold>(); };
  refused({"wrong", "", nothing, {4, 4, 1, "4"}, 4}, "is not made of its own sample");
  CHECK(std::ranges::count(vocabulary().manifold_names(), "wrong") == 0);
}
