#include "support/flow_laws.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "support/wrapped_flow.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// A right flow with one planted error.
class SpoiledFlow final : public WrappedFlow {
 public:
  SpoiledFlow(const Flow& right, int error) : WrappedFlow(right), error_(error) {}
  void rhs(const State& x, State& dxdt) const override {
    right_.rhs(x, dxdt);
    if (error_ == 0) dxdt *= 0.5;
    if (error_ == 1) dxdt = -dxdt;
  }
  LinearMap linearise(const State& x) const override {
    const LinearMap right = right_.linearise(x);
    return [right, this](const State& v) { return State((error_ == 2 ? 0.5 : 1.0) * right(v)); };
  }
  double dissipation(const State& x) const override {
    return (error_ == 3 ? -1.0 : 1.0) * right_.dissipation(x);
  }
  Points output_gradient(const State& x) const override {
    Points gradient = right_.output_gradient(x);
    if (error_ == 6) gradient *= 2;
    if (error_ == 7) gradient.col(0).setZero();
    if (error_ == 8) gradient += across(x);
    return gradient;
  }
  std::optional<TangentKernel> tangent_kernel(const State& x) const override {
    const auto right = right_.tangent_kernel(x);
    if (!right) return right;
    Points theta = right->matrix();
    if (error_ == 4 || error_ == 6) theta /= 2;
    if (error_ == 5) theta.row(0) *= 2;
    return TangentKernel(std::move(theta), 3);
  }

 private:
  /// Of states that are outputs: what E's change along free_direction does not see.
  Points across(const State& x) const {
    const State v = free_direction(right_, x);
    State other = State::Ones(x.size());
    other -= other.dot(v) / v.squaredNorm() * v;
    return other.reshaped(right_.manifold().coordinate_dim(), v.size() / 3);
  }

  int error_;
};

}  // namespace

TEST_CASE("laws: every flow on every manifold obeys its laws") {
  for (const auto& [kind, manifold] : flow_samples()) {
    const Experiment e = build_experiment(sample_config(kind, manifold), ".");
    const std::string broken = broken_law(*e.courses[0].flow, somewhere(*e.courses[0].flow));
    INFO(kind.name, " on ", manifold.name, ", ", kind.sample, ": ", broken);
    CHECK(broken.empty());
    CHECK(e.courses[0].flow->tangent_kernel(somewhere(*e.courses[0].flow)).has_value() ==
          (kind.name != "particle"));
  }
}

TEST_CASE("laws: networks of every scaling and depth, and kernels of them, obey the laws") {
  for (const char* scaling : {"ntk", "standard", "mean-field"})
    for (const char* widths : {"[12]", "[9, 7]", "[8, 6, 7]"})
      for (const auto& [kind, keys] : {std::pair{"network", "form = \"normalised\"\n"},
                                       std::pair{"network", "form = \"intrinsic\"\n"},
                                       std::pair{"kernel", "kernel = \"empirical\"\n"}}) {
        FlowEntry flow = entry(flows(), kind);
        const std::string sample = fmt::format(
            "{}activation = \"softplus\"\nscaling = \"{}\"\nwidths = {}", keys, scaling, widths);
        flow.sample = sample;
        const Experiment e =
            build_experiment(sample_config(flow, entry(manifolds(), "sphere")), ".");
        const std::string broken = broken_law(*e.courses[0].flow, somewhere(*e.courses[0].flow));
        INFO(kind, ", ", sample, ": ", broken);
        CHECK(broken.empty());
      }
}

namespace {

constexpr const char* by_quadrature =
    "[views]\nmode = \"quadrature\"\n"
    "transforms = [{ kind = \"shift\", direction = [1, 0.5], scale = 0.4, nodes = 3 }]";

}  // namespace

TEST_CASE("laws: flows of views by quadrature obey the laws") {
  for (const auto& [kind, manifold] : flow_samples()) {
    const Experiment e = build_experiment(sample_config(kind, manifold, by_quadrature), ".");
    REQUIRE(e.views() == 3);
    const std::string broken = broken_law(*e.courses[0].flow, somewhere(*e.courses[0].flow));
    INFO(kind.name, " on ", manifold.name, ": ", broken);
    CHECK(broken.empty());
  }
}

TEST_CASE("laws: particles of views by quadrature move by 1/p, which the gradient norm is of") {
  const Experiment e = build_experiment(
      sample_config(flows()[0], entry(manifolds(), "euclidean"), by_quadrature), ".");
  const Flow& flow = *e.courses[0].flow;
  const State x = somewhere(flow);
  State velocity;
  flow.rhs(x, velocity);
  const Points gradient = flow.output_gradient(x);
  const double samples = static_cast<double>(e.data.count());
  for (Index k = 0; k < gradient.cols(); ++k) {
    const double mass = e.view_weights[k % 3] / samples;
    CHECK((velocity.segment(3 * k, 3) * mass + gradient.col(k)).norm() < 1e-13);
  }
  const double norm = flow.first_order(x).gradient_norm;
  CHECK(flow.dissipation(x) == doctest::Approx(norm * norm).epsilon(1e-12));
}

TEST_CASE("laws: every planted error of a flow is rejected") {
  const Experiment e =
      build_experiment(sample_config(entry(flows(), "kernel"), entry(manifolds(), "sphere")), ".");
  const State x = somewhere(*e.courses[0].flow);
  CHECK(broken_law(SpoiledFlow(*e.courses[0].flow, -1), x) == "");
  for (int error = 0; error < 9; ++error) {
    CAPTURE(error);
    CHECK_FALSE(broken_law(SpoiledFlow(*e.courses[0].flow, error), x).empty());
  }
}

TEST_CASE("laws: a wrong output gradient is rejected where no tangent kernel tells of it") {
  const Experiment e =
      build_experiment(sample_config(flows()[0], entry(manifolds(), "sphere")), ".");
  const Flow& flow = *e.courses[0].flow;
  const State x = somewhere(flow);
  REQUIRE_FALSE(flow.tangent_kernel(x).has_value());
  CHECK(broken_law(SpoiledFlow(flow, -1), x) == "");
  for (int error = 6; error < 9; ++error) {
    CAPTURE(error);
    CHECK(broken_law(SpoiledFlow(flow, error), x).starts_with("output_gradient is not"));
  }
}

TEST_CASE("laws: the particle flow dissipates the square of the gradient norm") {
  for (const ManifoldEntry& manifold : flow_manifolds()) {
    CAPTURE(manifold.name);
    const Experiment e = build_experiment(sample_config(flows()[0], manifold), ".");
    const State x = e.courses[0].flow->initial_state();
    const double norm = e.courses[0].flow->first_order(x).gradient_norm;
    CHECK(e.courses[0].flow->dissipation(x) == doctest::Approx(norm * norm).epsilon(1e-12));
  }
}

TEST_CASE("laws: every flow starts at the common start") {
  for (const auto& [kind, manifold] : flow_samples()) {
    INFO(kind.name, " on ", manifold.name);
    const Experiment e = build_experiment(sample_config(kind, manifold), ".");
    const Flow& flow = *e.courses[0].flow;
    CHECK((flow.outputs(flow.initial_state()) - e.start).norm() < 1e-13);
  }
}

namespace {

/// The outputs of a network flow and of the kernel flow of the same network move alike at first.
void check_one_velocity(const std::string& of_network, const std::string& form) {
  const std::string keys = of_network + "\nform = \"" + form + "\"";
  CAPTURE(keys);
  FlowEntry network_entry = entry(flows(), "network"), kernel_entry = entry(flows(), "kernel");
  const std::string of_kernel = "kernel = \"empirical\"\n" + keys;
  network_entry.sample = keys;
  kernel_entry.sample = of_kernel;
  const auto network = sample_config(network_entry, entry(manifolds(), "sphere"));
  const auto kernel = sample_config(kernel_entry, entry(manifolds(), "sphere"));
  const Experiment net = build_experiment(network, "."), ker = build_experiment(kernel, ".");
  const State w = net.courses[0].flow->initial_state(), y = ker.courses[0].flow->initial_state();
  State w_dot, y_dot;
  net.courses[0].flow->rhs(w, w_dot);
  ker.courses[0].flow->rhs(y, y_dot);
  const double h = 1e-4 / w_dot.norm();
  const Points moved =
      (net.courses[0].flow->outputs(w + h * w_dot) - net.courses[0].flow->outputs(w - h * w_dot)) /
      (2 * h);
  CHECK((moved - points(y_dot, 3)).norm() < 1e-6 * y_dot.norm());
}

}  // namespace

TEST_CASE("laws: the outputs of a network flow move by its empirical tangent kernel at the start") {
  for (const char* form : {"normalised", "intrinsic"}) {
    check_one_velocity("activation = \"tanh\"\nwidths = [20]", form);
    for (const char* scaling : {"ntk", "standard", "mean-field"})
      check_one_velocity(
          fmt::format("activation = \"gelu\"\nscaling = \"{}\"\nwidths = [9, 11, 8]", scaling),
          form);
  }
}
