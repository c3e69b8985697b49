// Ten ways to run or store something else than what a file states: `compare` must see each of them
// from the file alone.
#include <doctest/doctest.h>

#include "simclr_flow/build/experiment.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "support/planted_run.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

std::string config(const std::string& preset, const std::string& manifold,
                   const std::string& flow) {
  return R"(
seed = 5
[data]
kind = "discs"
per_class = 6
[latent]
manifold = ")" +
         manifold + R"("
dim = )" +
         (manifold == "circle" ? "2" : "3") + R"(
[initial]
spread = 0.3
[energy]
preset = ")" +
         preset + R"("
temperature = 0.2
[integrator]
rtol = 1e-9
[stop]
time = 10
[output]
frames = { first = 0.1, per_decade = 5 }
pairs = { per_decade = 5 }
[[flow]]
)" + flow +
         "\n";
}

const std::string particles = "kind = \"particle\"";
const std::string kernel = "kind = \"kernel\"";
const std::string network = "kind = \"network\"\nwidths = [20]";
/// Right-hand sides that are planted have no exact derivative.
const std::string explicitly = "\nintegrator = { method = \"dopri5\", rtol = 1e-8 }";

/// Moves as another right-hand side says; tells the stated energy, gradient and dissipation.
class MovedBy final : public WrappedFlow {
 public:
  using Velocity = std::function<void(const Flow& right, const State& x, State& dxdt)>;
  MovedBy(const Flow& right, Velocity velocity)
      : WrappedFlow(right), velocity_(std::move(velocity)) {}
  void rhs(const State& x, State& dxdt) const override { velocity_(right_, x, dxdt); }

 private:
  Velocity velocity_;
};

Plant moved_by(MovedBy::Velocity velocity) {
  return [velocity](const Flow& right) { return std::make_unique<MovedBy>(right, velocity); };
}

Plant times(double factor) {
  return moved_by([factor](const Flow& right, const State& x, State& dxdt) {
    right.rhs(x, dxdt);
    dxdt *= factor;
  });
}

/// The flow of another configuration.
Plant flow_of(const std::string& toml) {
  const auto other = std::make_shared<Experiment>(
      build_experiment(parse_config({"planted", toml, {}}, vocabulary()), std::string(".")));
  return moved_by(
      [other](const Flow&, const State& x, State& dxdt) { other->courses[0].flow->rhs(x, dxdt); });
}

Plant whole_flow_of(const std::string& toml) {
  return [toml](const Flow&) -> std::unique_ptr<Flow> {
    Experiment other =
        build_experiment(parse_config({"planted", toml, {}}, vocabulary()), std::string("."));
    return std::move(other.courses[0].flow);
  };
}

void replace(std::string& text, const std::string& old, const std::string& by) {
  const auto at = text.find(old);
  REQUIRE(at != std::string::npos);
  text.replace(at, old.size(), by);
}

/// Every row of a frame series is the next one's.
template <class Rows>
void shift(Rows& rows) {
  if (!rows.empty()) std::rotate(rows.begin(), rows.begin() + 1, rows.end());
}

void swap_views(Points& columns) {
  for (Index i = 0; i + 1 < columns.cols(); i += 2) columns.col(i).swap(columns.col(i + 1));
}

std::string with_views(const std::string& flow) {
  return config("simclr-cross", "circle", flow) +
         "[views]\ncount = 2\ntransforms = [{ kind = \"noise\", scale = 0.3 }]\n";
}

}  // namespace

TEST_CASE("planted errors: honest runs agree") {
  for (const std::string& flow : {particles, kernel, network, particles + explicitly})
    for (const std::string manifold : {"circle", "sphere", "euclidean"})
      CHECK_MESSAGE(differing(planted_run(config("simclr", manifold, flow))).empty(), manifold,
                    flow);
  CHECK(differing(planted_run(with_views(kernel))).empty());
}

TEST_CASE("planted errors: a wrong temperature in the file") {
  for (const std::string& flow : {particles, network}) {
    const StoredRun run = planted_run(config("simclr", "circle", flow));
    CHECK(differing(run, [](StoredRun& r) {
            for (const char* text : {"config", "resolved"})
              replace(r.texts[text], "temperature = 0.2", "temperature = 0.21");
          }).contains("energy"));
    CHECK(differing(run, [](StoredRun& r) {
            replace(r.texts["config"], "temperature = 0.2", "temperature = 0.21");
          }).contains("configuration"));
  }
}

TEST_CASE("planted errors: a velocity halved, or of another normalisation of masses") {
  for (const std::string& flow : {particles, kernel, network})
    for (const std::string manifold : {"circle", "sphere"})
      for (const double factor : {0.5, 24. / 23}) {
        const auto seen =
            differing(planted_run(config("simclr", manifold, flow + explicitly), times(factor)));
        CHECK_MESSAGE(seen.contains("velocity"), manifold, factor, flow);
      }
}

TEST_CASE("planted errors: a velocity halved, by methods and activations that are judged roughly") {
  const std::string kinked = "kind = \"network\"\nwidths = [20]\nactivation = \"leaky_relu\"" +
                             std::string("\nintegrator = { method = \"dopri5\", rtol = 1e-3 }");
  const std::string rough =
      particles + "\nintegrator = { method = \"bulirsch_stoer\", rtol = 1e-8 }";
  const std::string steps = particles + "\nintegrator = { method = \"euler\", step = 1e-2 }";
  for (const std::string& flow : {kinked, rough, steps}) {
    const std::string stated = config("simclr", "circle", flow);
    CHECK_MESSAGE(differing(planted_run(stated)).empty(), flow);
    CHECK_MESSAGE(differing(planted_run(stated, times(0.5))).contains("velocity"), flow);
  }
}

TEST_CASE("planted errors: a velocity of another energy, or one that drops the self term") {
  for (const std::string& flow : {particles, kernel, network})
    for (const std::string other : {"dcl", "linear", "simclr-noself"}) {
      const auto seen = differing(planted_run(config("simclr", "circle", flow + explicitly),
                                              flow_of(config(other, "circle", flow + explicitly))));
      CHECK_MESSAGE(seen.contains("velocity"), other, flow);
    }
}

TEST_CASE("planted errors: energy and velocity that drop the self term") {
  const auto seen =
      differing(planted_run(config("simclr", "circle", particles),
                            whole_flow_of(config("simclr-noself", "circle", particles))));
  CHECK(seen.contains("energy"));
  CHECK(seen.contains("velocity"));
}

TEST_CASE("planted errors: merged particles") {
  const StoredRun run = planted_run(config("simclr", "circle", particles));
  CHECK_FALSE(differing(run, [](StoredRun& r) {
                StoredFlow& flow = r.flows[0];
                for (std::size_t t = 4; t < flow.positions.size(); ++t) {
                  flow.positions[t].col(3) = flow.positions[t].col(4);
                  flow.angles[t][3] = flow.angles[t][4];
                }
              }).empty());
}

TEST_CASE("planted errors: no projection to the tangent space") {
  const auto unprojected = moved_by([](const Flow&, const State& x, State& dxdt) {
    const Points z = Points(points(x, 3)).colwise().normalized();
    const Points g = theory::plain_sum({"simclr", "gauss", 0.2}, z, 1).gradient;
    dxdt = -static_cast<double>(z.cols()) * Eigen::Map<const State>(g.data(), g.size());
  });
  const std::string multistep = particles + "\nintegrator = { method = \"adams\", rtol = 1e-8 }";
  CHECK(differing(planted_run(config("simclr", "sphere", multistep), unprojected))
            .contains("velocity"));
}

TEST_CASE("planted errors: frames shifted by one") {
  for (const std::string& flow : {particles, network}) {
    const StoredRun run = planted_run(config("simclr", "circle", flow));
    CHECK(differing(run, [](StoredRun& r) {
            shift(r.flows[0].positions);
            shift(r.flows[0].angles);
          }).contains("energy"));
    CHECK(differing(run, [](StoredRun& r) {
            shift(r.flows[0].positions);
            shift(r.flows[0].angles);
            for (auto& [name, values] : r.flows[0].observables) shift(values);
          }).contains("state"));
  }
}

TEST_CASE("planted errors: views swapped") {
  const StoredRun run = planted_run(with_views(kernel));
  CHECK(differing(run, [](StoredRun& r) {
          for (Points& z : r.flows[0].positions) swap_views(z);
          for (State& angle : r.flows[0].angles) {
            Points row = angle.transpose();
            swap_views(row);
            angle = row.transpose();
          }
          for (State& x : r.flows[0].pairs) {
            Points row = x.transpose();
            swap_views(row);
            x = row.transpose();
          }
        }).contains("velocity"));
  CHECK(differing(run, [](StoredRun& r) { swap_views(r.views); }).contains("velocity"));
}

TEST_CASE("planted errors: a kernel that is not the stated one") {
  const std::string stated = config("simclr", "circle", kernel);
  // (An output bias adds a constant to the kernel, which moves nothing here: forces sum to zero.)
  for (const std::string other :
       {"\nactivation = \"erf\"", "\nactivation = \"leaky_relu\"", "\nhidden_layers = 2",
        "\nkernel = \"empirical\"\nactivation = \"tanh\"\nwidths = [500]"}) {
    const auto seen =
        differing(planted_run(stated, whole_flow_of(config("simclr", "circle", kernel + other))));
    CHECK_MESSAGE(seen.contains("velocity"), other);
    CHECK_MESSAGE(seen.contains("kernel"), other);
  }
}

TEST_CASE("planted errors: latents of an intrinsic network that move by another velocity") {
  const std::string stated = config("simclr", "sphere", network + explicitly);
  REQUIRE(differing(planted_run(stated)).empty());
  const auto moved = [](double factor) {
    return moved_by([factor](const Flow& right, const State& x, State& dxdt) {
      right.rhs(x, dxdt);
      dxdt.tail(3 * 24) *= factor;
    });
  };
  CHECK(differing(planted_run(stated, moved(0.9))).contains("velocity"));
  const StoredRun run = planted_run(stated);
  const auto seen = differing(run, [](StoredRun& r) {  // stored as the other form
    replace(r.texts["config"], "[[flow]]", "[[flow]]\nform = \"normalised\"");
    replace(r.texts["resolved"], "form = 'intrinsic'", "form = 'normalised'");
  });
  CHECK_FALSE(seen.empty());
}

TEST_CASE("planted errors: each measure of classes") {
  const StoredRun run = planted_run(config("simclr", "sphere", network));
  REQUIRE(differing(run).empty());
  for (const auto& [name, error] :
       {std::pair{"probe_accuracy", 0.1}, std::pair{"margin", 1e-6},
        std::pair{"within_over_between", 1e-4}, std::pair{"simplex_deviation", 1e-6}})
    CHECK_MESSAGE(differing(run,
                            [&, name = name, error = error](StoredRun& r) {
                              r.flows[0].observables.at(name).back() += error;
                            }) == std::set<std::string>{"measures"},
                  name);
}

TEST_CASE("planted errors: a form that a frozen kernel conserves drifts") {
  const std::string stated = config("simclr", "sphere", kernel);
  CHECK(differing(planted_run(stated), [](StoredRun& r) {
          r.flows[0].pairs.back() *= 1 + 1e-4;
        }).contains("conserved"));
}

TEST_CASE("planted errors: the inputs of a kernel are not in the file") {
  const StoredRun run = planted_run(config("simclr", "circle", kernel));
  CHECK(differing(run, [](StoredRun& r) { r.data = Points(); }).contains("frames"));
  CHECK(differing(run, [](StoredRun& r) {
          r.data = Points(r.data.leftCols(10));
          r.labels.resize(10);
        }).contains("frames"));
  CHECK(differing(run, [](StoredRun& r) { r.start = Points::Zero(1, 24); }).contains("frames"));
}

TEST_CASE("planted errors: a dissipation that is not the flow's") {
  for (const std::string& flow : {kernel, network}) {
    const StoredRun run = planted_run(config("simclr", "sphere", flow));
    CHECK(differing(run, [](StoredRun& r) {
            for (double& rate : r.flows[0].observables["dissipation"]) rate *= 1 + 1e-5;
          }).contains("dissipation.again"));
  }
}

TEST_CASE("planted errors: a narrow law without an offset is judged where it can be") {
  std::string narrow = config("info-nce", "circle", particles);
  replace(narrow, "spread = 0.3", "spread = 0.1");
  replace(narrow, "temperature = 0.2", "temperature = 0.005");
  CHECK(differing(planted_run(narrow)).empty());
}
