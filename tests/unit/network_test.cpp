#include <doctest/doctest.h>

#include "simclr_flow/network/tangent_kernel.hpp"
#include "support/samples.hpp"
#include "support/slopes.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr Scaling scalings[] = {Scaling::ntk, Scaling::standard};

struct Sample {
  Sample(const Activation& activation, Scaling scaling)
      : network(2, 7, 3, activation, 0.2, scaling),
        x(random_points(2, 5, 21)),
        g(random_points(3, 5, 22)),
        g_dot(random_points(3, 5, 23)),
        w(random_state(network.parameter_count(), 24)),
        v(random_state(network.parameter_count(), 25)) {}
  Points outputs(const State& at) const {
    Network::Tape tape;
    return network.forward(at, x, tape);
  }
  State vjp(const State& at, const Points& gradient) const {
    Network::Tape tape;
    network.forward(at, x, tape);
    State out;
    network.vjp(at, x, tape, gradient, out);
    return out;
  }
  Network network;
  Points x, g, g_dot;
  State w, v;
};

}  // namespace

TEST_CASE("network: activations and their derivatives agree") {
  const Points u = random_points(4, 5, 26), du = random_points(4, 5, 27);
  for (const Activation& activation : activations()) {
    CAPTURE(activation.name);
    Points s, s1, s2, t, t1, t2;
    activation.evaluate(u, 0.2, s, &s1, &s2);
    for (const double h : {1e-6}) {
      const Points above = u + h * du, below = u - h * du;
      Points a1, b1;
      activation.evaluate(above, 0.2, t, &a1, nullptr);
      activation.evaluate(below, 0.2, t2, &b1, nullptr);
      CHECK(((t - t2) / (2 * h) - s1.cwiseProduct(du)).norm() < 1e-8);
      CHECK(((a1 - b1) / (2 * h) - s2.cwiseProduct(du)).norm() < 1e-8);
    }
  }
}

TEST_CASE("network: forward is the written formula") {
  const Sample s(entry(activations(), "leaky_relu"), Scaling::standard);
  const Points y = s.outputs(s.w);
  // w = (W [7×2], b [7], A [3×7], c [3]), each block column by column
  for (Index j = 0; j < 5; ++j)
    for (Index q = 0; q < 3; ++q) {
      double value = s.w[14 + 7 + 21 + q];
      for (Index k = 0; k < 7; ++k) {
        const double u = s.w[k] * s.x(0, j) + s.w[7 + k] * s.x(1, j) + s.w[14 + k];
        value += s.w[21 + 3 * k + q] * (u > 0 ? u : 0.2 * u);
      }
      CHECK(y(q, j) == doctest::Approx(value).epsilon(1e-13));
    }
}

TEST_CASE("network: jvp is the derivative of forward and adjoint to vjp") {
  for (const Activation& activation : activations())
    for (const Scaling scaling : scalings) {
      CAPTURE(activation.name);
      const Sample s(activation, scaling);
      Network::Tape tape;
      const Points y = s.network.forward(s.w, s.x, tape);
      const Points y_dot = s.network.jvp(s.w, s.v, s.x, tape).outputs;
      CHECK(y_dot.cwiseProduct(s.g).sum() ==
            doctest::Approx(s.v.dot(s.vjp(s.w, s.g))).epsilon(1e-13));
      CHECK(taylor_slope([&](double e) {
              return (s.outputs(s.w + 0.01 * e * s.v) - y - 0.01 * e * y_dot).norm();
            }) == doctest::Approx(2).epsilon(0.05));
    }
}

TEST_CASE("network: vjp_derivative is the derivative of vjp") {
  for (const Activation& activation : activations())
    for (const Scaling scaling : scalings) {
      CAPTURE(activation.name);
      const Sample s(activation, scaling);
      Network::Tape tape;
      s.network.forward(s.w, s.x, tape);
      const auto motion = s.network.jvp(s.w, s.v, s.x, tape);
      State out;
      s.network.vjp_derivative(s.w, s.v, motion, s.x, tape, s.g, s.g_dot, out);
      const State before = s.vjp(s.w, s.g);
      CHECK(taylor_slope([&](double e) {
              const double h = 0.01 * e;
              return (s.vjp(s.w + h * s.v, s.g + h * s.g_dot) - before - h * out).norm();
            }) == doctest::Approx(2).epsilon(0.05));
    }
}

TEST_CASE("network: the empirical tangent kernel is J J^T") {
  for (const Index outputs : {Index{1}, Index{3}}) {
    const Network net(2, 6, outputs, entry(activations(), "tanh"), 0, Scaling::ntk);
    const State w = random_state(net.parameter_count(), 28);
    const Points x = random_points(2, 4, 29), g = random_points(outputs, 4, 30);
    Network::Tape tape;
    net.forward(w, x, tape);
    State back;
    net.vjp(w, x, tape, g, back);
    Points applied(outputs, 4);
    empirical_tangent_kernel(net, w, x).apply(g, applied);
    CHECK((applied - net.jvp(w, back, x, tape).outputs).norm() < 1e-12);
  }
}

TEST_CASE("network: wide networks approach the infinite-width kernel as width^{-1/2}") {
  const Points x = random_points(2, 6, 31);
  for (const char* name : {"relu", "leaky_relu", "erf"}) {
    CAPTURE(name);
    const Points limit = infinite_width_tangent_kernel(name, 0.2, x, 1).matrix();
    std::vector<double> width, error;
    for (const Index m : {Index{100}, Index{1000}, Index{10000}}) {
      const Network net(2, m, 1, entry(activations(), name), 0.2, Scaling::ntk);
      double squares = 0;
      for (std::uint32_t draw = 0; draw < 8; ++draw) {
        RandomStream random(7, streams::weights, draw);
        const State w = net.initial_parameters(random);
        squares += (empirical_tangent_kernel(net, w, x).matrix() - limit).squaredNorm();
      }
      width.push_back(static_cast<double>(m));
      error.push_back(std::sqrt(squares / 8) / limit.norm());
    }
    CHECK(log_slope(width, error) == doctest::Approx(-0.5).epsilon(0.2));
    CHECK(error.back() < 0.03);
  }
}

TEST_CASE("network: an activation without a closed kernel says which have one") {
  CHECK_THROWS_WITH_AS(infinite_width_tangent_kernel("tanh", 0, random_points(2, 3, 1), 1),
                       doctest::Contains("relu, leaky_relu and erf"), InputError);
}

TEST_CASE("network: the standard scaling draws every layer within its fan-in bound") {
  const Network net(4, 100, 2, entry(activations(), "relu"), 0, Scaling::standard);
  RandomStream random(3, streams::weights);
  const State w = net.initial_parameters(random);
  CHECK(w.head(500).cwiseAbs().maxCoeff() < 0.5);
  CHECK(w.head(500).cwiseAbs().maxCoeff() > 0.49);
  CHECK(w.tail(202).cwiseAbs().maxCoeff() < 0.1);
  CHECK(w.tail(202).cwiseAbs().maxCoeff() > 0.098);
}
