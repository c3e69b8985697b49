// Near collapse the modes of H Theta H/N grow at 2 mu_r/((1+alpha) tau): how clusters form.
#include "simclr_flow/data/generators.hpp"
#include "simclr_flow/diagnostics/kernel_measures.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "support/runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr double tau = 0.2, alpha = 1, size = 1e-5, tolerance = 0.01;
constexpr Index modes_checked = 4;

Points inputs() { return make_discs(0.2, 5, 3).points; }

LatentEnergy on_circle() { return {make_circle(), make_simclr(gauss(tau)), 1}; }

/// Outputs at two times, early enough for their spread to stay small.
struct TwoLooks final : Observer {
  TwoLooks(double first, double second) : cadence({first, second}) {}
  double next_time() const override { return cadence.next_time(); }
  void observe(const Snapshot& s) override {
    outputs.push_back(s.outputs());
    cadence.advance();
  }
  Cadence cadence;
  std::vector<Points> outputs;
};

/// Largest |measured/expected - 1| of the growth rates of the leading modes of theta, where row
/// `row` of the raw outputs is looked at.
double departure(const Flow& flow, const Points& theta, double expected_tau = tau, Index row = 0) {
  const Index latents = flow.outputs(flow.initial_state()).cols();
  const Modes modes = leading_modes(theta, latents, modes_checked);
  const State rates = 2 * modes.values / ((1 + alpha) * expected_tau);
  TwoLooks looks(0.5 / rates[0], 1.5 / rates[0]);
  Observer* const observers[] = {&looks};
  const auto dopri5 = make_dopri5({.rtol = 1e-10, .atol = 1e-17});
  const RunResult run = Run(flow, *dopri5, {.end = 1.6 / rates[0]}, observers).go();
  REQUIRE(run.status.outcome == Outcome::done);
  const auto amplitude = [&](std::size_t k) -> State {
    const State y = looks.outputs.at(k).row(row).transpose();
    return modes.vectors.transpose() * (y.array() - y.mean()).matrix();
  };
  const State growth = amplitude(1).cwiseQuotient(amplitude(0)).array().log() * rates[0];
  return (growth.cwiseQuotient(rates).array() - 1).abs().maxCoeff();
}

Points start_of(Index n) { return size * random_points(1, n, 65); }

std::unique_ptr<Flow> frozen(const TangentKernel& kernel) {
  return make_kernel_flow(on_circle(), start_of(kernel.matrix().rows()), kernel);
}

}  // namespace

TEST_CASE("stage 1: modes of a frozen kernel grow at the rates of its eigenvalues") {
  for (const char* activation : {"relu", "erf"}) {
    CAPTURE(activation);
    const TangentKernel kernel =
        infinite_width_tangent_kernel({.activation = activation}, inputs(), 1);
    CHECK(departure(*frozen(kernel), kernel.matrix()) < 1e-4);
  }
}

TEST_CASE("stage 1: on the sphere outputs grow alike, normalised and intrinsic") {
  const Points x = inputs();
  const TangentKernel kernel = infinite_width_tangent_kernel({}, x, 3);
  Points start = size * random_points(3, x.cols(), 66);
  start.row(0).array() += 1;
  for (const KernelForm form : {KernelForm::normalised, KernelForm::intrinsic}) {
    const auto flow =
        make_kernel_flow({make_sphere(3), make_simclr(gauss(tau)), 1}, start, kernel, form);
    for (const Index row : {Index{1}, Index{2}})
      CHECK(departure(*flow, kernel.matrix(), tau, row) < 1e-3);
  }
}

TEST_CASE("stage 1: outputs of a wide network grow by its empirical kernel") {
  for (const char* activation : {"tanh", "erf"}) {
    CAPTURE(activation);
    const Points x = inputs();
    const Network network(
        {.inputs = 2, .widths = {1000}, .activation = entry(activations(), activation)});
    RandomStream random(5, streams::weights);
    const State w = network.initial_parameters(random);
    const auto flow = make_network_flow(on_circle(), start_of(x.cols()), network, w, x, true);
    CHECK(departure(*flow, empirical_tangent_kernel(network, w, x).matrix()) < tolerance);
  }
}

TEST_CASE("stage 1: a temperature off by two per cent, or another kernel, is rejected") {
  const TangentKernel kernel = infinite_width_tangent_kernel({}, inputs(), 1);
  const TangentKernel other = infinite_width_tangent_kernel({.activation = "erf"}, inputs(), 1);
  CHECK_FALSE(departure(*frozen(kernel), kernel.matrix(), 1.02 * tau) < tolerance);
  CHECK_FALSE(departure(*frozen(kernel), other.matrix()) < tolerance);
}
