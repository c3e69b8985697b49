#include "simclr_flow/theory/plain_network.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/network/tangent_kernel.hpp"

using namespace simclr_flow;
using theory::PlainNetwork;

namespace {

struct Sample {
  Points x, g;
  State w;
};

Sample sample_of(const PlainNetwork& network, Index n = 5) {
  RandomStream random(7, streams::weights);
  const Points w = random.normals(network.parameter_count(), 1);
  return {random.normals(network.inputs, n), random.normals(network.outputs, n), w.col(0)};
}

double pairing(const PlainNetwork& network, const State& w, const Sample& s) {
  return theory::plain_outputs(network, w, s.x).cwiseProduct(s.g).sum();
}

const char* const smooth[] = {"identity", "tanh", "erf", "gelu", "softplus"};

}  // namespace

TEST_CASE("plain network: one hidden layer by its formula") {
  const PlainNetwork network{2, {2}, 1, "tanh", 0, "ntk", true, true};
  State w(9);
  w << .1, .2, .3, .4, .5, .6, .7, .8, .9;  // W_1 row by row, b_1, W_2, b_2
  const Points x = (Points(2, 1) << 2, -1).finished();
  const double f =
      (.7 * std::tanh(.2 - .2 + .5) + .8 * std::tanh(.6 - .4 + .6)) / std::sqrt(2.) + .9;
  CHECK(theory::plain_outputs(network, w, x)(0, 0) == doctest::Approx(f).epsilon(1e-14));
  const PlainNetwork mean{2, {2}, 1, "tanh", 0, "mean-field", true, true};
  CHECK(theory::plain_outputs(mean, w, x)(0, 0) - .9 ==
        doctest::Approx((f - .9) / std::sqrt(2.)).epsilon(1e-14));
  CHECK(mean.mobility() == 2);
}

TEST_CASE("plain network: the gradient is the derivative of the outputs") {
  for (const char* activation : smooth)
    for (const char* scaling : {"ntk", "standard", "mean-field"}) {
      const PlainNetwork network{3, {4, 6}, 2, activation, 0, scaling, true, false};
      const Sample s = sample_of(network);
      const State gradient = theory::plain_gradient(network, s.w, s.x, s.g);
      for (Index k = 0; k < s.w.size(); k += 3) {
        const State e = State::Unit(s.w.size(), k) * 1e-5;
        const double slope = (pairing(network, s.w + e, s) - pairing(network, s.w - e, s)) / 2e-5;
        CHECK(std::abs(slope - gradient[k]) < 1e-8 * std::max(1.0, std::abs(slope)));
      }
    }
}

TEST_CASE("plain network: motions are adjoint to gradients") {
  for (const char* scaling : {"ntk", "standard", "mean-field"}) {
    const PlainNetwork network{3, {4, 6}, 2, "gelu", 0, scaling, true, true};
    const Sample s = sample_of(network);
    const State v = s.w.reverse();
    const Points moved = theory::plain_motion(network, s.w, v, s.x);
    const double back = theory::plain_gradient(network, s.w, s.x, s.g).dot(v);
    CHECK(moved.cwiseProduct(s.g).sum() == doctest::Approx(back).epsilon(1e-12));
  }
}

TEST_CASE("plain network: the tangent kernel is the Gram matrix of the gradients") {
  for (const char* scaling : {"ntk", "mean-field"}) {
    const PlainNetwork network{2, {5, 3}, 2, "leaky_relu", .2, scaling, true, true};
    const Sample s = sample_of(network, 4);
    Points jacobian(s.w.size(), 8);
    for (Index k = 0; k < 8; ++k) {
      Points unit = Points::Zero(2, 4);
      unit(k % 2, k / 2) = 1;
      jacobian.col(k) = theory::plain_gradient(network, s.w, s.x, unit);
    }
    const Points gram = network.mobility() * jacobian.transpose() * jacobian;
    CHECK((theory::plain_tangent_kernel(network, s.w, s.x) - gram).norm() < 1e-13 * gram.norm());
  }
}

TEST_CASE("plain network: the networks of the flows, by other code") {
  const std::pair<const char*, Scaling> scalings[] = {
      {"ntk", Scaling::ntk}, {"standard", Scaling::standard}, {"mean-field", Scaling::mean_field}};
  for (const Activation& activation : activations())
    for (const auto& [name, scaling] : scalings) {
      const PlainNetwork plain{3, {7, 4}, 2, activation.name, .3, name, true, true};
      const Network network({3, {7, 4}, 2, activation, .3, scaling, true, true});
      const Sample s = sample_of(plain);
      REQUIRE(network.parameter_count() == plain.parameter_count());
      CHECK(network.mobility() == plain.mobility());
      const Points y = network.outputs(s.w, s.x);
      CHECK((theory::plain_outputs(plain, s.w, s.x) - y).norm() < 1e-13 * y.norm());
      const Points theta = empirical_tangent_kernel(network, s.w, s.x).matrix();
      CHECK((theory::plain_tangent_kernel(plain, s.w, s.x) - theta).norm() < 1e-13 * theta.norm());
    }
}

TEST_CASE("plain network: what it does not know is refused") {
  const Sample s = sample_of({});
  CHECK_THROWS_AS(theory::plain_outputs({1, {1}, 1, "sine"}, s.w, s.x), InputError);
  CHECK_THROWS_AS(theory::plain_outputs({1, {2}, 1, "tanh"}, s.w, s.x), InputError);
  CHECK_THROWS_AS(theory::plain_outputs({1, {}, 1, "tanh"}, s.w, s.x), InputError);
  CHECK_THROWS_AS((PlainNetwork{1, {1}, 1, "tanh", 0, "other"}).mobility(), InputError);
}
