#include <doctest/doctest.h>

#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/core/taylor_slope.hpp"
#include "support/networks.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

struct Sample {
  explicit Sample(Network net, Index count = 5)
      : network(std::move(net)),
        x(random_points(2, count, 21)),
        g(random_points(3, count, 22)),
        g_dot(random_points(3, count, 23)),
        w(random_state(network.parameter_count(), 24)),
        v(random_state(network.parameter_count(), 25)) {}
  Points outputs(const State& at) const { return network.outputs(at, x); }
  State vjp(const State& at, const Points& gradient) const {
    Network::Tape tape;
    network.forward(at, x, tape);
    State out;
    network.vjp(at, x, tape, gradient, out);
    return out;
  }
  /// The derivative of vjp along (v, g_dot).
  State vjp_derivative() const {
    Network::Tape tape(2);
    network.forward(w, x, tape);
    State out;
    network.vjp_derivative(w, v, network.jvp(w, v, x, tape), x, tape, g, g_dot, out);
    return out;
  }
  /// <f_w(X), G> by the plain definition in long double.
  Real plain(const std::vector<Real>& at) const {
    Real sum = 0;
    for (Index j = 0; j < x.cols(); ++j) {
      const auto y = plain_network(network.shape(), at, {x(0, j), x(1, j)});
      for (Index c = 0; c < 3; ++c) sum += y[static_cast<std::size_t>(c)] * g(c, j);
    }
    return sum;
  }
  Network network;
  Points x, g, g_dot;
  State w, v;
};

/// body(sample) for every activation, scaling, depth 1-4, with and without biases, of so many
/// inputs.
template <class Body>
void for_every_network(const Body& body, Index count = 5) {
  for (const Activation& activation : activations())
    for (const Scaling scaling : scalings)
      for (std::size_t depth = 1; depth <= 4; ++depth)
        for (const bool bias : {true, false}) {
          CAPTURE(activation.name);
          CAPTURE(static_cast<int>(scaling));
          CAPTURE(depth);
          CAPTURE(bias);
          body(Sample(sample_network(activation, scaling, depth, bias, bias), count));
        }
}

/// Central differences of <f_w, G> in long double, by every parameter.
State differences(const Sample& s) {
  std::vector<Real> at(s.w.begin(), s.w.end());
  State gradient(s.w.size());
  constexpr Real h = 1e-6L;
  for (std::size_t k = 0; k < at.size(); ++k) {
    const Real kept = at[k];
    at[k] = kept + h;
    const Real above = s.plain(at);
    at[k] = kept - h;
    gradient[static_cast<Index>(k)] = static_cast<double>((above - s.plain(at)) / (2 * h));
    at[k] = kept;
  }
  return gradient;
}

}  // namespace

TEST_CASE("network: activations are their definitions, and their derivatives agree") {
  for (const Activation& activation : activations()) {
    CAPTURE(activation.name);
    for (const double u : {-30.0, -2.5, -0.3, 1e-3, 0.7, 4.0, 30.0}) {
      CAPTURE(u);
      double s, s1, s2;
      activation.evaluate(&u, 1, 0.2, &s, &s1, &s2);
      constexpr Real h = 1e-4L;
      const auto f = [&](Real t) { return plain_activation(activation.name, t); };
      CHECK(s == doctest::Approx(static_cast<double>(f(u))).epsilon(1e-14));
      CHECK(std::abs(s1 - static_cast<double>((f(u + h) - f(u - h)) / (2 * h))) < 1e-8);
      CHECK(std::abs(s2 - static_cast<double>((f(u + h) - 2 * f(u) + f(u - h)) / (h * h))) < 1e-7);
      double alone;
      activation.evaluate(&u, 1, 0.2, &alone, nullptr, nullptr);
      CHECK(alone == s);
    }
    for (const double far : {-1e3, 1e3, -1e200, 1e200}) {
      double s, s1, s2;
      activation.evaluate(&far, 1, 0.2, &s, &s1, &s2);
      CHECK((std::isfinite(s) && std::isfinite(s1) && std::isfinite(s2)));
    }
  }
}

TEST_CASE("network: forward is the written formula, in the documented order of parameters") {
  for_every_network([](const Sample& s) {
    const Points y = s.outputs(s.w);
    Network::Tape tape;
    CHECK(s.network.forward(s.w, s.x, tape) == y);
    const std::vector<Real> w(s.w.begin(), s.w.end());
    for (Index j = 0; j < s.x.cols(); ++j) {
      const auto plain = plain_network(s.network.shape(), w, {s.x(0, j), s.x(1, j)});
      for (Index c = 0; c < 3; ++c)
        CHECK(y(c, j) == doctest::Approx(static_cast<double>(plain[static_cast<std::size_t>(c)]))
                             .epsilon(1e-12));
    }
  });
}

TEST_CASE("network: gradients are differences in long double to 1e-8") {
  double worst = 0;
  for_every_network(
      [&](const Sample& s) {
        const State expected = differences(s);
        const double error = (s.vjp(s.w, s.g) - expected).norm() / expected.norm();
        CHECK(error < 1e-8);
        worst = std::max(worst, error);
        // the same differences see one per cent in one layer
        State wrong = s.vjp(s.w, s.g);
        wrong.tail(s.network.layers().back().columns * 3) *= 1.01;
        CHECK((wrong - expected).norm() / expected.norm() > 1e-6);
      },
      2);
  MESSAGE("worst relative error of a gradient: " << worst);
}

TEST_CASE("network: without a tape gradients are those with one") {
  const auto differ = [](const Sample& s, double g_factor) {
    Network::Tape empty(0);
    CHECK(s.network.forward(s.w, s.x, empty) == s.outputs(s.w));
    CHECK(empty.hidden.empty());
    State lean;
    s.network.vjp(s.w, s.x, empty, g_factor * s.g, lean);
    const State full = s.vjp(s.w, s.g);
    return (lean - full).norm() / full.norm();
  };
  // fewer columns than a vector has, one more than whole vectors, and several blocks
  for (const Index count : {1, 5, 33, 300})
    for_every_network(
        [&](const Sample& s) {
          CHECK(differ(s, 1) < 1e-14);
          CHECK(differ(s, 1 + 1e-12) > 1e-13);
        },
        count);
}

TEST_CASE(
    "network: networks of one hidden layer between few inputs and outputs are their formula") {
  for (const Activation& activation : activations())
    for (Index inputs = 1; inputs <= 4; ++inputs)
      for (Index outputs = 1; outputs <= 4; ++outputs)
        for (const bool bias : {true, false}) {
          CAPTURE(activation.name);
          CAPTURE(inputs);
          CAPTURE(outputs);
          const Network network({.inputs = inputs,
                                 .widths = {7},
                                 .outputs = outputs,
                                 .activation = activation,
                                 .slope = 0.2,
                                 .bias = bias,
                                 .output_bias = bias});
          const Points x = random_points(inputs, 45, 31), g = random_points(outputs, 45, 32);
          const State w = random_state(network.parameter_count(), 33);
          const std::vector<Real> at(w.begin(), w.end());
          const Points y = network.outputs(w, x);
          for (Index j = 0; j < x.cols(); ++j) {
            const auto plain =
                plain_network(network.shape(), at, {x.col(j).begin(), x.col(j).end()});
            for (Index c = 0; c < outputs; ++c)
              CHECK(std::abs(y(c, j) - plain[static_cast<std::size_t>(c)]) < 1e-13);
          }
          Network::Tape lean = network.lean_tape(), full;
          CHECK(lean.derivatives ==
                (inputs < 4 && outputs < 4 && activation.name != "erf" && activation.name != "gelu"
                     ? 0
                     : 1));
          network.forward(w, x, lean), network.forward(w, x, full);
          State with, without;
          network.vjp(w, x, full, g, with), network.vjp(w, x, lean, g, without);
          CHECK((with - without).norm() < 1e-14 * with.norm());
        }
}

TEST_CASE("network: jvp is adjoint to vjp to 1e-13 and the derivative of forward") {
  for_every_network([](const Sample& s) {
    Network::Tape tape;
    const Points y = s.network.forward(s.w, s.x, tape);
    const Points y_dot = s.network.jvp(s.w, s.v, s.x, tape).outputs;
    const State back = s.vjp(s.w, s.g);
    const double sizes =
        y_dot.cwiseProduct(s.g).cwiseAbs().sum() + s.v.cwiseProduct(back).cwiseAbs().sum();
    CHECK(std::abs(y_dot.cwiseProduct(s.g).sum() - s.v.dot(back)) < 1e-13 * sizes);
    const double step = 1e-6;
    const Points difference =
        (s.outputs(s.w + step * s.v) - s.outputs(s.w - step * s.v)) / (2 * step);
    CHECK((difference - y_dot).norm() < 1e-7 * (y_dot.norm() + y.norm()));
  });
}

TEST_CASE("network: vjp_derivative is the derivative of vjp") {
  for_every_network([](const Sample& s) {
    const double h = 1e-6;
    const State difference =
        (s.vjp(s.w + h * s.v, s.g + h * s.g_dot) - s.vjp(s.w - h * s.v, s.g - h * s.g_dot)) /
        (2 * h);
    const State exact = s.vjp_derivative();
    CHECK((difference - exact).norm() < 1e-7 * (exact.norm() + s.vjp(s.w, s.g).norm()));
  });
}

TEST_CASE("network: jvp_derivative is the derivative of jvp, and symmetric") {
  for_every_network([](const Sample& s) {
    const State other = s.v.reverse();
    Network::Tape tape(2);
    s.network.forward(s.w, s.x, tape);
    const auto motion = [&](const State& w, const State& along) {
      Network::Tape here;
      s.network.forward(w, s.x, here);
      return s.network.jvp(w, along, s.x, here);
    };
    const Network::Motion of_v = motion(s.w, s.v), of_other = motion(s.w, other);
    const Points exact = s.network.jvp_derivative(s.w, {s.v, of_v}, {other, of_other}, s.x, tape);
    const Points back = s.network.jvp_derivative(s.w, {other, of_other}, {s.v, of_v}, s.x, tape);
    CHECK((exact - back).norm() <= 1e-13 * exact.norm());
    const double h = 1e-6;
    const Points difference =
        (motion(s.w + h * s.v, other).outputs - motion(s.w - h * s.v, other).outputs) / (2 * h);
    CHECK((difference - exact).norm() < 1e-7 * (exact.norm() + of_other.outputs.norm()));
  });
}

TEST_CASE("network: products do not depend on the number of threads") {
  const Sample s(sample_network(entry(activations(), "tanh"), Scaling::ntk, 3), 1000);
  const Index threads = thread_count();
  set_thread_count(1);
  const Points y = s.outputs(s.w);
  const State back = s.vjp(s.w, s.g), second = s.vjp_derivative();
  const Sample single(sample_network(entry(activations(), "tanh"), Scaling::ntk, 1), 1000);
  const auto lean = [&single] {
    State gradient;
    single.network.vjp(single.w, single.x, Network::Tape(0), single.g, gradient);
    return gradient;
  };
  const Points single_y = single.outputs(single.w);
  const State single_back = lean();
  for (const Index count : {2, 4}) {
    set_thread_count(count);
    CHECK(s.outputs(s.w) == y);
    CHECK(s.vjp(s.w, s.g) == back);
    CHECK(s.vjp_derivative() == second);
    CHECK(single.outputs(single.w) == single_y);
    CHECK(lean() == single_back);
  }
  set_thread_count(threads);
  // and blocks of columns join to the whole
  Sample few(s.network, 1000);
  few.x = s.x.rightCols(3), few.g = s.g.rightCols(3);
  CHECK((few.outputs(s.w) - y.rightCols(3)).norm() < 1e-13);
  Sample most(s.network, 1000);
  most.x = s.x.leftCols(997), most.g = s.g.leftCols(997);
  CHECK((few.vjp(s.w, few.g) + most.vjp(s.w, most.g) - back).norm() < 1e-12 * back.norm());
}

TEST_CASE("network: the standard scaling draws every layer within its fan-in bound") {
  const Network net({.inputs = 4,
                     .widths = {100, 25},
                     .outputs = 2,
                     .activation = entry(activations(), "relu"),
                     .scaling = Scaling::standard,
                     .output_bias = true});
  RandomStream random(3, streams::weights);
  const State w = net.initial_parameters(random);
  const auto largest = [&](Index first, Index count) {
    return w.segment(first, count).cwiseAbs().maxCoeff();
  };
  CHECK(largest(0, 500) == doctest::Approx(0.5).epsilon(0.02));
  CHECK(largest(0, 500) < 0.5);
  CHECK(largest(500, 2525) == doctest::Approx(0.1).epsilon(0.02));
  CHECK(largest(500, 2525) < 0.1);
  CHECK(largest(3025, 52) == doctest::Approx(0.2).epsilon(0.1));
  CHECK(largest(3025, 52) < 0.2);
}

TEST_CASE("network: shapes that are none are refused") {
  const Activation& relu = entry(activations(), "relu");
  CHECK_THROWS_AS(Network({.widths = {}, .activation = relu}), InputError);
  CHECK_THROWS_AS(Network({.widths = {3, 0}, .activation = relu}), InputError);
  CHECK_THROWS_AS(Network({.inputs = 0, .widths = {3}, .activation = relu}), InputError);
}
