// Runs that stand still, whose network tells no inputs apart, or whose errors are the solver's own:
// no quotient of rounding accuses them, and planted errors are seen beside it.
#include <doctest/doctest.h>

#include "simclr_flow/theory/plain_network.hpp"
#include "support/judged_runs.hpp"
#include "support/planted_run.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// x' = factor times that of the right flow.
class Hurried final : public WrappedFlow {
 public:
  Hurried(const Flow& right, double factor) : WrappedFlow(right), factor_(factor) {}
  void rhs(const State& x, State& dxdt) const override {
    right_.rhs(x, dxdt);
    dxdt *= factor_;
  }

 private:
  double factor_;
};

Plant hurried(double factor) {
  return [factor](const Flow& right) { return std::make_unique<Hurried>(right, factor); };
}

/// Views at a distance of about .01 and a tolerance of 1e-6: the solver's error in the nearest
/// pairs is above what the kernel allows them in the first rows.
std::string near_views(const std::string& method) {
  return R"(
seed = 984
data = { kind = "half-gaussians", per_class = 2, dim = 3 }
latent = { manifold = "euclidean", dim = 8 }
energy = { preset = "simclr", temperature = 0.5 }
initial = { kind = "gaussian", spread = 1e-6 }
integrator = { method = ")" +
         method + R"(", rtol = 1e-9, atol = 1e-6 }
stop = { time = 100 }
output = { frames = { spacing = "steps", every = 3 } }
views = { count = 2, transforms = [{ kind = "noise", scale = 0.01 }] }
[[flow]]
kind = "kernel"
kernel = "empirical"
activation = "erf"
widths = [5, 7]
scaling = "mean-field"
)";
}

std::string network_on(const std::string& data, const std::string& flow) {
  return "data = " + data + R"(
latent = { manifold = "circle" }
energy = { preset = "simclr", temperature = 0.5 }
stop = { time = 10 }
output = { frames = { first = 0.1, per_decade = 4 } }
[[flow]]
)" + flow +
         "\n";
}

const std::string far_away =
    R"({ kind = "mixture", centres = [[1000, 1000], [1001, 1001]], spread = 0.1, per_class = 10 })";

Check kernel_check(const std::string& toml) {
  const Folder folder;
  return check_of(stored_run(toml, folder), "kernel");
}

}  // namespace

TEST_CASE("honest runs: views that stay together move by rounding alone") {
  const std::string still = R"(
data = { kind = "ring", clusters = 3, per_class = 3 }
latent = { manifold = "circle" }
views = { count = 2, transforms = [{ kind = "scaling" }] }
energy = { preset = "alignment", temperature = 0.2 }
stop = { time = 0.1 }
[[flow]]
kind = "network"
activation = "relu"
widths = [5]
integrator = { method = "dopri5", rtol = 1e-3, atol = 1e-5 }
)";
  CHECK(differing(planted_run(still)).empty());
}

TEST_CASE("honest runs: a network that cannot tell the inputs apart is said to") {
  const std::string saturated =
      network_on(far_away, "kind = \"network\"\nactivation = \"tanh\"\nwidths = [50]");
  CHECK(differing(planted_run(saturated)).empty());
  const Check check = kernel_check(saturated);
  CHECK(check.verdict == Verdict::agrees);
  CHECK(check.detail.find("cannot tell the inputs apart") != std::string::npos);
  CHECK(check.tolerance < 1e-12);  // the rounding of entries of size 1
  const std::string seen = network_on("{ kind = \"discs\", per_class = 5 }",
                                      "kind = \"network\"\nactivation = \"tanh\"\nwidths = [50]");
  CHECK(kernel_check(seen).detail.empty());
}

TEST_CASE("honest runs: eigenvalues below the rounding of the kernel may be negative, others not") {
  const std::string kernel = "kind = \"kernel\"\nactivation = \"erf\"";
  for (const char* data :
       {R"({ kind = "discs", radius = 0.0, per_class = 3 })",
        R"({ kind = "mixture", centres = [[1e-7, 0], [0, 1e-7]], spread = 0.0, per_class = 3 })"}) {
    CAPTURE(data);
    const StoredRun run = planted_run(network_on(data, kernel));
    CHECK(differing(run).empty());
    const auto planted = differing(run, [](StoredRun& r) {
      for (State& row : r.flows[0].tracks.at(track_name::kernel).series.at("kernel_eigenvalues"))
        row[row.size() - 1] -= 1e-6;
    });
    CHECK(planted.contains("kernel"));
  }
}

TEST_CASE("honest runs: the kernel of a network whose units are dead is 0") {
  // No bias, one unit a layer: inactive for every input.
  std::string dead =
      network_on(R"({ kind = "discs", per_class = 3 })",
                 "kind = \"network\"\nactivation = \"relu\"\nwidths = [1, 1]\nbias = "
                 "false");
  for (const char* seed : {"3", "5", "7"}) {
    const StoredRun run = planted_run(fmt::format("seed = {}\n", seed) + dead);
    CHECK(run.flows[0].kernel().series.at("kernel_drift").back()[0] == 0);
    CHECK(run.flows[0].kernel().series.at("kernel_eigenvalues").back()[0] == 0);
    CHECK(differing(run).empty());
  }
}

TEST_CASE("honest runs: the solver's errors belong to persistence, a hurried flow is seen") {
  CHECK(differing(planted_run(near_views("bdf"))).empty());
  CHECK(differing(planted_run(near_views("dopri5"))).empty());
  CHECK(differing(planted_run(near_views("dopri5"), hurried(4))).contains("persistence"));
  std::string tight = near_views("dopri5");
  tight.replace(tight.find("atol = 1e-6"), 11, "atol = 1e-13");
  CHECK(differing(planted_run(tight), [](StoredRun& r) {
          for (State& row : r.flows[0].tracks.at(track_name::kernel).series.at("persistence"))
            row *= 1.5;
        }).contains("persistence"));
}

TEST_CASE("honest runs: the forces of a long run round, and move the mean") {
  const std::string text = R"(
data = { kind = "none", count = 3 }
latent = { manifold = "circle" }
initial = { spread = 1.0 }
energy = { preset = "simclr", temperature = 1.0 }
integrator = { method = "bdf", max_steps = 20000 }
stop = { time = 1e11 }
output = { frames = { spacing = "log", first = 1, per_decade = 3 }, pairs = { spacing = "none" } }
[[flow]]
kind = "particle"
)";
  const StoredRun run = planted_run(text);
  const auto& angles = run.flows[0].angles;
  double drift = 0;
  for (const State& angle : angles) drift = std::max(drift, std::abs((angle - angles[0]).mean()));
  CHECK(drift > 5e-9);  // more than rtol of the angles
  CHECK(differing(run).empty());
  CHECK(differing(run, [](StoredRun& r) {
          StoredFlow& flow = r.flows[0];
          for (Index i = 0; i < 3; ++i) {
            flow.angles[5][i] += 1e-7;
            flow.positions[5].col(i) << std::cos(flow.angles[5][i]), std::sin(flow.angles[5][i]);
          }
        }).contains("mean"));
}

TEST_CASE("honest runs: latents as close as doubles can be are still distinct") {
  for (const char* manifold : {"circle", "sphere", "euclidean"}) {
    CAPTURE(manifold);
    const StoredRun run =
        stored_run(ParticleRun{.manifold = manifold,
                               .count = 5,
                               .time = 1,
                               .initial = "kind = \"gaussian\"\nspread = 1e-300"});
    CHECK(verdict_of(run, "distinct") == Verdict::agrees);
    StoredRun equal = run;
    equal.flows[0].positions[0].col(1) = run.flows[0].positions[0].col(0);
    CHECK(verdict_of(equal, "distinct") == Verdict::differs);
  }
}

TEST_CASE(
    "honest runs: a rise of E that fixed steps are too long for is no theory if the run said so") {
  const std::string text = network_on(R"({ kind = "discs", per_class = 4 })",
                                      "kind = \"network\"\nwidths = [20]\nintegrator = { method = "
                                      "\"euler\", step = 10 }\nstop = { time = 100 }");
  StoredRun run = planted_run(text);
  REQUIRE(run.flows[0].warnings.at("energy_rise").count > 0);
  CHECK(verdict_of(run, "monotone") == Verdict::no_theory);
  run.flows[0].warnings.at("energy_rise").count = 0;
  CHECK(verdict_of(run, "monotone") == Verdict::differs);
  // What adaptive steps do is the method's own, whatever the run said.
  StoredRun adaptive = planted_run(
      network_on(R"({ kind = "discs", per_class = 4 })", "kind = \"network\"\nwidths = [20]"));
  CHECK(verdict_of(adaptive, "monotone") == Verdict::agrees);
  adaptive.flows[0].observables.at("energy")[3] += 0.1;
  adaptive.flows[0].warnings.at("energy_rise").count = 1;
  CHECK(verdict_of(adaptive, "monotone") == Verdict::differs);
}

TEST_CASE("honest runs: fixed steps that are too long conserve nothing, shorter ones do") {
  const Folder folder;
  const auto found = [&](double step) {
    const std::string toml = fmt::format(R"(
seed = 659
data = {{ kind = "boxes", radius = 1000.0, per_class = 3 }}
latent = {{ manifold = "sphere", dim = 3 }}
initial = {{ kind = "reference", reference = "antipodal pair", spread = 0.00015 }}
energy = {{ preset = "custom", outer = "linear", negatives = "same_view", mean = false, temperature = 0.001 }}
integrator = {{ method = "rk4", step = {} }}
stop = {{ steps = 200, time = 1 }}
output = {{ pairs = {{ first = 1e-9, per_decade = 4 }} }}
[[flow]]
kind = "kernel"
activation = "relu"
hidden_layers = 3
)",
                                         step);
    return check_of(stored_run(toml, folder), "conserved");
  };
  const Check too_long = found(7.9e-6), fine = found(1e-10);
  CHECK(too_long.verdict == Verdict::no_theory);
  CHECK(too_long.theory_text.starts_with("steps too long"));
  CHECK(fine.verdict == Verdict::agrees);
}

TEST_CASE("plain rounding: it bounds what single precision does, and not by far") {
  // The same sums of inputs and parameters that are rounded to single precision: eps times as
  // large.
  const double ratio =
      std::numeric_limits<float>::epsilon() / std::numeric_limits<double>::epsilon();
  for (const char* activation : {"tanh", "erf", "gelu", "softplus", "leaky_relu"}) {
    CAPTURE(activation);
    const theory::PlainNetwork network{
        .inputs = 3, .widths = {30, 20}, .outputs = 2, .activation = activation, .slope = 0.2};
    const Points x = random_points(3, 6, 1);
    const State w = random_points(network.parameter_count(), 1, 2).col(0);
    const State rounded_w = w.cast<float>().cast<double>();
    const Points rounded_x = x.cast<float>().cast<double>();
    const auto bound = theory::plain_rounding(network, w, x);
    const double off = (theory::plain_outputs(network, rounded_w, rounded_x) -
                        theory::plain_outputs(network, w, x))
                           .cwiseAbs()
                           .maxCoeff();
    CHECK(off < bound.outputs * ratio);
    CHECK(off > 1e-4 * bound.outputs * ratio);
    const double of_kernel = (theory::plain_tangent_kernel(network, rounded_w, rounded_x) -
                              theory::plain_tangent_kernel(network, w, x))
                                 .cwiseAbs()
                                 .maxCoeff();
    CHECK(of_kernel < bound.kernel * ratio);
    CHECK(of_kernel > 1e-5 * bound.kernel * ratio);
  }
}

TEST_CASE(
    "honest runs: a kernel with a kink bends every flow, and a wrong velocity is still seen") {
  const std::string toml =
      "data = { kind = \"discs\", per_class = 2 }\n"
      "latent = { manifold = \"euclidean\", dim = 3 }\ninitial = { spread = 0.5 }\n"
      "energy = { preset = \"uniformity\", kernel = \"laplace\", temperature = 0.2 }\n"
      "integrator = { rtol = 1e-7 }\nstop = { time = 3 }\n"
      "output = { pairs = { first = 0.1, per_decade = 5 } }\n[[flow]]\nkind = \"network\"\n"
      "widths = [10]\n";
  CHECK(differing(planted_run(toml)).empty());
  CHECK(differing(planted_run(toml, hurried(0.5))).contains("velocity"));
}

TEST_CASE("honest runs: latents nearer than the digits of their squares are in one place") {
  const std::string toml =
      "data = { kind = \"none\", count = 6 }\nlatent = { manifold = \"circle\" }\n"
      "initial = { spread = 1e-200 }\n"
      "energy = { preset = \"linear\", kernel = \"laplace\", temperature = 0.2 }\n"
      "stop = { time = 0.1 }\n[[flow]]\nkind = \"particle\"\n";
  CHECK(differing(planted_run(toml)).empty());
}

TEST_CASE("honest runs: a first fixed step that is too long is not judged, later ones are") {
  const std::string toml =
      "data = { kind = \"annuli\", clusters = 4, per_class = 7 }\n"
      "latent = { manifold = \"sphere\", dim = 2 }\ninitial = { spread = 0.02 }\n"
      "energy = { preset = \"uniformity\", kernel = \"riesz\", exponent = 0.68 }\n"
      "integrator = { method = \"rk4\", step = 0.00019 }\nstop = { time = 0.1 }\n"
      "output = { frames = { first = 0.007, per_decade = 6 } }\n"
      "[[flow]]\nkind = \"kernel\"\nactivation = \"erf\"\n";
  CHECK(differing(planted_run(toml)).empty());
  CHECK(differing(planted_run(toml, hurried(0.5))).contains("velocity"));
}

TEST_CASE("honest runs: fixed steps that are too long may break an order") {
  const std::string toml =
      "data = { kind = \"none\", count = 12 }\nlatent = { manifold = \"circle\" }\n"
      "initial = { spread = 0.02 }\n"
      "energy = { preset = \"uniformity\", kernel = \"riesz\", exponent = 1.1 }\n"
      "integrator = { method = \"euler\", step = 0.0028 }\nstop = { time = 0.9 }\n"
      "[[flow]]\nkind = \"particle\"\n";
  const StoredRun run = planted_run(toml);
  const Check order = check_of(run, "order");
  CHECK(order.verdict == Verdict::agrees);
  CHECK(order.quantity.find(" judged") != std::string::npos);  // and the others are left out
  CHECK(differing(run).empty());
}

TEST_CASE("honest runs: what linearisation leaves out of a mode may pass through 0") {
  const std::string toml = R"(
seed = 0
data = { kind = "ring", clusters = 4, per_class = 1, standardise = true }
views = { count = 3, transforms = [{ kind = "shift", direction = [-0.64, -1.26], scale = 1.0 }, { kind = "scaling" }] }
latent = { manifold = "sphere", dim = 2 }
initial = { spread = 0.02 }
energy = { preset = "info-nce", kernel = "imq", temperature = 0.5 }
integrator = { method = "euler", step = 0.0019 }
stop = { time = 1.9 }
output = { pairs = { first = 0.000314, per_decade = 3 } }
[[flow]]
kind = "network"
widths = [3]
scaling = "mean-field"
bias = false
)";
  CHECK(differing(planted_run(toml)).empty());
}

TEST_CASE("honest runs: states far from where velocities lead are seen, however they turn there") {
  for (const char* energy : {"preset = \"simclr\"", "preset = \"uniformity\", kernel = \"laplace\"",
                             "preset = \"uniformity\", kernel = \"riesz\""})
    for (const char* integrator : {"", "integrator = { method = \"rk4\", step = 1e-3 }\n"}) {
      CAPTURE(energy);
      CAPTURE(integrator);
      const StoredRun run = planted_run(fmt::format(
          "data = {{ kind = \"none\", count = 8 }}\nlatent = {{ manifold = \"euclidean\", dim = 2 "
          "}}\ninitial = {{ spread = 1 }}\nenergy = {{ {} }}\n{}stop = {{ time = 1 }}\noutput = {{ "
          "pairs = {{ first = 0.01, per_decade = 5 }} }}\n[[flow]]\nkind = \"particle\"\n",
          energy, integrator));
      REQUIRE(differing(run).empty());
      for (const double size : {0.1, 1.0, 10.0, 100.0}) {
        CAPTURE(size);
        StoredRun wrong = run;
        auto& states = wrong.flows[0].pairs;
        for (std::size_t p = 1; p < states.size(); p += 2)
          states[p] += size * random_state(states[p].size(), static_cast<std::uint32_t>(p));
        CHECK(verdict_of(wrong, "velocity") == Verdict::differs);
      }
    }
}

TEST_CASE("honest runs: within a first step that is too long states have another velocity") {
  const std::string toml = R"(
seed = 370
data = { kind = "mixture", clusters = 3, dim = 5, per_class = 5, separation = 30.0 }
latent = { manifold = "euclidean", dim = 4 }
initial = { spread = 0.3 }
energy = { preset = "spectral" }
integrator = { method = "euler", step = 0.0044 }
stop = { time = 0.4 }
output = { pairs = { first = 0.00351, per_decade = 3 } }
[[flow]]
kind = "network"
widths = [17]
scaling = "mean-field"
centered = false
)";
  CHECK(verdict_of(planted_run(toml), "velocity") == Verdict::agrees);
  CHECK(verdict_of(planted_run(toml, hurried(0.5)), "velocity") == Verdict::differs);
}

TEST_CASE("honest runs: the rate of errors that decay within steps is no rate of a fall") {
  const StoredRun run = planted_run(R"(
seed = 900
data = { kind = "annuli", clusters = 4, per_class = 3 }
views = { count = 2, transforms = [] }
latent = { manifold = "circle" }
initial = { spread = 0.0069 }
energy = { preset = "simclr", temperature = 0.5 }
integrator = { method = "bdf", rtol = 0.0053, atol = 0.0014 }
stop = { time = 1.5e9 }
output = { frames = { spacing = "linear", count = 18 } }
[[flow]]
kind = "network"
activation = "gelu"
widths = [4, 10, 6]
scaling = "mean-field"
bias = false
output_bias = false
centered = false
)");
  CHECK_FALSE(differing(run).contains("identity"));
  // Steps of this length follow the rounding of the processor: some runs leave nothing to judge.
  if (!has_check(run, "identity")) return;
  StoredRun wrong = run;  // by more than errors of the size that is allowed can make it
  for (double& rate : wrong.flows[0].observables.at("dissipation")) rate *= 1e6;
  CHECK(verdict_of(wrong, "identity") == Verdict::differs);
}
