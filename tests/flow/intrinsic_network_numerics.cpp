// Networks whose latents move along the sphere.
#include <doctest/doctest.h>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "support/runs.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

Points latents_at(const Flow& flow, double time) {
  const auto method = make_dopri5({.rtol = 1e-9, .atol = 1e-11});
  REQUIRE(Run(flow, *method, {.end = time}, {}).go().status.outcome == Outcome::done);
  return flow.outputs(method->interpolate(time));
}

Experiment experiment_of(const std::string& keys) {
  FlowEntry flow = entry(flows(), "network");
  flow.sample = keys;
  return build_experiment(sample_config(flow, entry(manifolds(), "sphere")), ".");
}

}  // namespace

TEST_CASE("intrinsic networks: they are the default of centred networks that are integrated") {
  const auto form_of = [](const std::string& keys, const std::string& extra = "") {
    FlowEntry flow = entry(flows(), "network");
    flow.sample = keys;
    return sample_config(flow, entry(manifolds(), "sphere"), extra).flows[0].form;
  };
  using enum FlowConfig::Form;
  CHECK(form_of("") == intrinsic);
  CHECK(form_of("centered = false") == normalised);
  CHECK(form_of("integrator = { method = \"gradient-descent\" }") == normalised);
  CHECK(form_of("form = \"normalised\"") == normalised);
  const FlowEntry kernel = entry(flows(), "kernel");
  CHECK(sample_config(kernel, entry(manifolds(), "sphere")).flows[0].form == normalised);
  CHECK(sample_config(entry(flows(), "network"), entry(manifolds(), "circle")).flows[0].form ==
        normalised);
  CHECK_THROWS_WITH_AS(
      form_of("form = \"intrinsic\"\nintegrator = { method = \"gradient-descent\" }"),
      doctest::Contains("needs an integrator"), InputError);
}

TEST_CASE("intrinsic networks: lengths stay, and uncentred ones start at their directions") {
  const std::string keys = "form = \"intrinsic\"\nactivation = \"tanh\"\nwidths = [12]";
  const Experiment e = experiment_of(keys);
  const Flow& flow = *e.courses[0].flow;
  const Points last = latents_at(flow, 5);
  CHECK((last.colwise().norm().array() - 1).abs().maxCoeff() < 1e-9);
  const Experiment uncentred = experiment_of(keys + "\ncentered = false");
  const Experiment raw = experiment_of(
      "form = \"normalised\"\nactivation = \"tanh\"\nwidths = [12]\ncentered = false");
  const Flow& directions = *uncentred.courses[0].flow;
  const Points y = raw.courses[0].flow->outputs(raw.courses[0].flow->initial_state());
  CHECK((directions.outputs(directions.initial_state()) - y.colwise().normalized()).norm() < 1e-14);
}

TEST_CASE("intrinsic networks: wide ones follow the intrinsic flow of their first kernel") {
  // The kernel's drift falls as 1/sqrt(width).
  double before = 1e9;
  for (const char* width : {"[100]", "[10000]"}) {
    const std::string keys = fmt::format(
        "form = \"intrinsic\"\nactivation = \"tanh\"\n"
        "widths = {}",
        width);
    FlowEntry network = entry(flows(), "network"), kernel = entry(flows(), "kernel");
    const std::string of_kernel = "kernel = \"empirical\"\n" + keys;
    network.sample = keys, kernel.sample = of_kernel;
    const Experiment a = build_experiment(sample_config(network, entry(manifolds(), "sphere")),
                                          "."),
                     b = build_experiment(sample_config(kernel, entry(manifolds(), "sphere")), ".");
    const double apart =
        (latents_at(*a.courses[0].flow, 1) - latents_at(*b.courses[0].flow, 1)).norm();
    CHECK(apart < before / 4);
    before = apart;
  }
  CHECK(before < 0.01);
}

TEST_CASE("intrinsic networks: off the sphere they are refused") {
  const Network network({.inputs = 2,
                         .widths = {3},
                         .outputs = 1,
                         .activation = entry(activations(), "tanh"),
                         .slope = 0});
  CHECK_THROWS_WITH_AS(make_intrinsic_network_flow({make_circle(), make_simclr(gauss(0.3)), 1},
                                                   random_points(1, 4, 64), network,
                                                   State::Ones(network.parameter_count()),
                                                   random_points(2, 4, 65), true),
                       doctest::Contains("lives on the sphere, not on circle"), InputError);
}
