// Kernel flows on the sphere, normalised and intrinsic.

#include "simclr_flow/core/linear_solvers.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "support/runs.hpp"
#include "support/wrapped_flow.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr Index count = 8;

LatentEnergy energy_on(Index d) { return {make_sphere(d), make_simclr(gauss(0.3)), 1}; }

/// A kernel with a number for each pair of inputs, or with a block.
TangentKernel kernel_of(bool blocks, Index d) {
  const Points x = random_points(2, count, 61);
  if (!blocks) return infinite_width_tangent_kernel({}, x, d);
  const Network network(
      {.inputs = 2, .widths = {200}, .outputs = d, .activation = entry(activations(), "tanh")});
  return empirical_tangent_kernel(network, random_state(network.parameter_count(), 62), x);
}

std::unique_ptr<Flow> flow_of(const TangentKernel& kernel, Index d, KernelForm form) {
  return make_kernel_flow(energy_on(d), random_points(d, count, 63), kernel, form);
}

/// sum_ij y_i^T (Theta^-1)_ij y_j.
double invariant(const Points& theta, const Points& y) {
  const auto factor = Cholesky::of(theta);
  REQUIRE(factor.has_value());
  if (theta.rows() == y.cols()) return (y * factor->solve(y.transpose())).trace();
  const State flat = Eigen::Map<const State>(y.data(), y.size());
  return flat.dot(factor->solve(flat).col(0));
}

struct Ends {
  Points first, last;
};
Ends run_to(const Flow& flow, double time, Integrator& method) {
  REQUIRE(Run(flow, method, {.end = time}, {}).go().status.outcome == Outcome::done);
  return {flow.outputs(flow.initial_state()), flow.outputs(method.interpolate(time))};
}

double change_of_invariant(const Flow& flow, const Points& theta, Integrator& method) {
  const auto [first, last] = run_to(flow, 20, method);
  CHECK((last.colwise().norm().array() - 1).abs().maxCoeff() > 0.01);
  return std::abs(invariant(theta, last) / invariant(theta, first) - 1);
}

/// Pushes outputs outwards a little.
struct Pushed final : WrappedFlow {
  using WrappedFlow::WrappedFlow;
  void rhs(const State& x, State& dxdt) const override {
    right_.rhs(x, dxdt);
    dxdt += 1e-6 * x;
  }
};

}  // namespace

TEST_CASE("kernel flows: the normalised one conserves y Theta^-1 y") {
  for (const Index d : {Index{2}, Index{3}})
    for (const bool blocks : {false, true}) {
      CAPTURE(d);
      CAPTURE(blocks);
      const TangentKernel kernel = kernel_of(blocks, d);
      const auto flow = flow_of(kernel, d, KernelForm::normalised);
      const auto exact = make_dopri5({.rtol = 1e-11, .atol = 1e-13}),
                 bdf = make_bdf({.rtol = 1e-9, .atol = 1e-11}),
                 pushed = make_dopri5({.rtol = 1e-11, .atol = 1e-13});
      CHECK(change_of_invariant(*flow, kernel.matrix(), *exact) < 1e-8);
      CHECK(change_of_invariant(*flow, kernel.matrix(), *bdf) < 1e-5);
      CHECK_FALSE(change_of_invariant(Pushed(*flow), kernel.matrix(), *pushed) < 1e-8);
    }
}

TEST_CASE("kernel flows: the intrinsic one keeps lengths, to which order the method has") {
  for (const bool blocks : {false, true}) {
    const auto flow = flow_of(kernel_of(blocks, 3), 3, KernelForm::intrinsic);
    const auto dopri5 = make_dopri5({.rtol = 1e-9, .atol = 1e-11});
    const Points last = run_to(*flow, 5, *dopri5).last;
    CHECK((last.colwise().norm().array() - 1).abs().maxCoeff() < 1e-9);
    const Points exact = gram_at(*flow, *make_rk4({.step = 1e-3}), 1);
    const double order = observed_order(*flow, entry(methods(), "rk4"), exact, {0.1, 0.05, 0.025});
    INFO("observed order ", order);
    CHECK(std::abs(order - 4) < 0.15);
  }
}

TEST_CASE("kernel flows: the intrinsic one with Theta = N Id is the particle flow") {
  const Points theta = static_cast<double>(count) * Points::Identity(count, count);
  const auto flow = flow_of(TangentKernel(theta, 3), 3, KernelForm::intrinsic);
  const auto particles = make_particle_flow(energy_on(3), random_points(3, count, 63));
  State a, b;
  flow->rhs(flow->initial_state(), a);
  particles->rhs(flow->initial_state(), b);
  CHECK((a - b).norm() < 1e-14 * b.norm());
}

TEST_CASE("kernel flows: an intrinsic one off the sphere is refused") {
  CHECK_THROWS_WITH_AS(
      make_kernel_flow({make_circle(), make_simclr(gauss(0.3)), 1}, random_points(1, count, 64),
                       kernel_of(false, 1), KernelForm::intrinsic),
      doctest::Contains("lives on the sphere, not on circle"), InputError);
}
