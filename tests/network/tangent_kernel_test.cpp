#include "simclr_flow/network/tangent_kernel.hpp"

#include <doctest/doctest.h>

#include "simclr_flow/core/taylor_slope.hpp"
#include "simclr_flow/theory/tangent_kernels.hpp"
#include "support/networks.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// Theta from its definition: one gradient an input and output.
Points by_jacobian(const Network& net, const State& w, const Points& x) {
  Points jacobian(net.parameter_count(), x.cols() * net.shape().outputs);
  for (Index i = 0; i < x.cols(); ++i)
    for (Index c = 0; c < net.shape().outputs; ++c) {
      Network::Tape tape;
      const Points input = x.col(i);
      net.forward(w, input, tape);
      State row;
      net.vjp(w, input, tape, State::Unit(net.shape().outputs, c), row);
      jacobian.col(i * net.shape().outputs + c) = row;
    }
  return net.mobility() * jacobian.transpose() * jacobian;
}

InfiniteWidth wide(std::string_view activation, Index hidden_layers, bool output_bias = false) {
  return {.activation = activation,
          .slope = 0.2,
          .hidden_layers = hidden_layers,
          .output_bias = output_bias};
}

}  // namespace

TEST_CASE("tangent kernel: products over layers are J J^T at every depth") {
  const Points x = random_points(2, 6, 29), g = random_points(3, 6, 30);
  for (const Scaling scaling : scalings)
    for (std::size_t depth = 1; depth <= 4; ++depth)
      for (const bool bias : {true, false}) {
        CAPTURE(depth);
        const Network net =
            sample_network(entry(activations(), "gelu"), scaling, depth, bias, !bias);
        const State w = random_state(net.parameter_count(), 28);
        const Points expected = by_jacobian(net, w, x);
        const TangentKernel kernel = empirical_tangent_kernel(net, w, x);
        CHECK((kernel.matrix() - expected).norm() < 1e-13 * expected.norm());
        Points applied(3, 6);
        kernel.apply(g, applied);
        CHECK((applied - apply_tangent_kernel(net, w, x, g)).norm() < 1e-12 * applied.norm());
      }
}

TEST_CASE("tangent kernel: the infinite-width recursion is theory's, at every depth") {
  const Points x = random_points(3, 7, 31);
  for (const char* name : {"relu", "leaky_relu", "erf"})
    for (Index depth = 1; depth <= 5; ++depth)
      for (const bool output_bias : {true, false}) {
        CAPTURE(name);
        CAPTURE(depth);
        const Points theta =
            infinite_width_tangent_kernel(wide(name, depth, output_bias), x, 1).matrix();
        const Points expected =
            theory::wide_kernels({name, 0.2, depth, true, output_bias}, x).tangent;
        CHECK((theta - expected).cwiseAbs().maxCoeff() < 1e-12 * expected.maxCoeff());
      }
}

TEST_CASE("tangent kernel: nearly equal inputs keep their distance") {
  Points x = random_points(3, 1, 32).replicate(1, 2);
  x(1, 1) += 1e-9;
  for (const char* name : {"relu", "leaky_relu"})
    for (Index depth = 1; depth <= 3; ++depth) {
      CAPTURE(name);
      const Points theta = infinite_width_tangent_kernel(wide(name, depth), x, 1).matrix();
      const Points expected = theory::wide_kernels({name, 0.2, depth, true, false}, x).tangent;
      const auto fall = [](const Points& k) { return 0.5 * (k(0, 0) + k(1, 1)) - k(0, 1); };
      CHECK(fall(theta) > 1e-11);
      CHECK(fall(theta) == doctest::Approx(fall(expected)).epsilon(1e-3));
    }
}

TEST_CASE("tangent kernel: the erf kernel of long inputs is finite and its limit on the diagonal") {
  Points x = random_points(2, 40, 33);
  x.array() *= 1e8;
  const Points theta = infinite_width_tangent_kernel(wide("erf", 1), x, 1).matrix();
  CHECK(theta.allFinite());
  for (Index i = 0; i < x.cols(); ++i) {
    const double s = x.col(i).squaredNorm() + 1;  // Q -> 1, Q' = (4/pi)/sqrt(1 + 4 s)
    const double root = std::sqrt(1 + 4 * s);
    const double expected =
        2 / std::numbers::pi * std::atan(2 * s / root) + s * 4 / std::numbers::pi / root;
    CHECK(theta(i, i) == doctest::Approx(expected).epsilon(1e-12));
  }
}

TEST_CASE("tangent kernel: wide networks approach the limit as width^{-1/2}, at depths 1 and 2") {
  const Points x = random_points(2, 6, 31);
  for (const char* name : {"relu", "leaky_relu", "erf"})
    for (const std::size_t depth : {1u, 2u}) {
      CAPTURE(name);
      CAPTURE(depth);
      const Points limit =
          infinite_width_tangent_kernel(wide(name, static_cast<Index>(depth)), x, 1).matrix();
      std::vector<double> width, error;
      const std::vector<Index> sizes =
          depth == 1 ? std::vector<Index>{100, 316, 1000, 3162} : std::vector<Index>{64, 192, 576};
      const std::uint32_t draws = depth == 1 ? 32 : 24;
      for (const Index m : sizes) {
        const Network net({.inputs = 2,
                           .widths = std::vector<Index>(depth, m),
                           .activation = entry(activations(), name),
                           .slope = 0.2});
        double squares = 0;
        for (std::uint32_t draw = 0; draw < draws; ++draw) {
          RandomStream random(7, streams::weights, draw);
          const State w = net.initial_parameters(random);
          squares += (empirical_tangent_kernel(net, w, x).matrix() - limit).squaredNorm();
        }
        width.push_back(static_cast<double>(m));
        error.push_back(std::sqrt(squares / draws) / limit.norm());
      }
      const double slope = log_slope(width, error);
      MESSAGE(std::string(name) << ", depth " << depth << ": slope " << slope << ", last error "
                                << error.back());
      CHECK(std::abs(slope + 0.5) < 0.1);
    }
}

TEST_CASE("tangent kernel: an activation without a closed form says which have one") {
  const Points x = random_points(2, 3, 1);
  CHECK_THROWS_WITH_AS(infinite_width_tangent_kernel(wide("tanh", 1), x, 1),
                       doctest::Contains("relu, leaky_relu and erf"), InputError);
  CHECK_THROWS_AS(infinite_width_tangent_kernel(wide("relu", 0), x, 1), InputError);
}
