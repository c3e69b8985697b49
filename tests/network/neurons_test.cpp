// Neurons as particles: what the network, its flow and the energy are of them alone.
#include "simclr_flow/network/neurons.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "simclr_flow/energy/contrastive.hpp"
#include "support/networks.hpp"
#include "support/neurons.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr Index outputs = 3, width = 6;

const Points& inputs() {
  static const Points x = random_points(2, 7, 81);
  return x;
}

Points outputs_of(const Network& network, const State& w) {
  Network::Tape tape(0);
  return network.forward(w, inputs(), tape);
}

std::unique_ptr<Flow> sample_flow(const Network& network, const State& w) {
  return flow_from(network, w, inputs(), random_points(outputs, inputs().cols(), 82),
                   make_euclidean(outputs));
}

/// The first variation V(theta) = d/de E((1-e) mu + e delta_theta) up to a constant: by differences
/// of E when the latents move by what one neuron more adds.
double first_variation(const Flow& flow, const Points& y, const State& theta) {
  const Points added = response(theta, inputs(), outputs);
  const auto difference = [&](double e) {
    return (flow.latent_energy()->evaluate(y + e * added, nullptr) -
            flow.latent_energy()->evaluate(y - e * added, nullptr)) /
           (2 * e);
  };
  return (4 * difference(1e-3) - difference(2e-3)) / 3;  // of order 4
}

/// -grad V at theta, by differences.
State descent(const Flow& flow, const Points& y, const State& theta) {
  State velocity(theta.size());
  for (Index r = 0; r < theta.size(); ++r) {
    State above = theta, below = theta;
    const double h = 1e-4;
    above[r] += h, below[r] -= h;
    velocity[r] = (first_variation(flow, y, below) - first_variation(flow, y, above)) / (2 * h);
  }
  return velocity;
}

/// Whether neurons move by -grad V, `speed` times as fast.
bool moves_by_first_variation(double speed) {
  const Network network = mean_field_network(width, outputs);
  const State w = initial_weights(network, 83);
  const auto flow = sample_flow(network, w);
  State velocity;
  flow->rhs(w, velocity);
  const Points theta = neurons(network, w), moves = neurons(network, velocity);
  const Points y = flow->outputs(w);
  double worst = 0;
  for (Index k = 0; k < width; ++k) {
    const State expected = descent(*flow, y, theta.col(k));
    worst = std::max(worst, (speed * moves.col(k) - expected).norm() / expected.norm());
  }
  return worst < 1e-6;
}

}  // namespace

TEST_CASE("neurons: they are the parameters, row by row and column by column") {
  const Network network = mean_field_network(2, 2);
  const State w = State::LinSpaced(10, 0, 9);
  Points expected(5, 2);
  expected << 0, 2, 1, 3, 4, 5, 6, 7, 8, 9;  // w_1, w_2, b, a_1, a_2
  CHECK(neurons(network, w) == expected);
  CHECK(parameters_of(expected) == w);
  CHECK(neuron_coordinates(2, true, 2) ==
        std::vector<std::string>{"w_1", "w_2", "b", "a_1", "a_2"});
  CHECK(neuron_coordinates(1, false, 1) == std::vector<std::string>{"w_1", "a_1"});
}

TEST_CASE("neurons: the network is the mean of a s(w.x + b) over them") {
  for (const Activation& activation : activations())
    for (const bool bias : {true, false}) {
      CAPTURE(activation.name);
      CAPTURE(bias);
      const Network network = sample_network(activation, Scaling::mean_field, 1, bias, true);
      const State w = random_state(network.parameter_count(), 84);
      const Points theta = neurons(network, w), y = outputs_of(network, w);
      CHECK(theta.rows() == (bias ? 6 : 5));
      for (Index j = 0; j < y.cols(); ++j)
        for (Index c = 0; c < 3; ++c) {
          Real mean = 0;
          for (Index k = 0; k < theta.cols(); ++k) {
            Real u = bias ? theta(2, k) : 0;
            for (Index d = 0; d < 2; ++d) u += Real{theta(d, k)} * inputs()(d, j);
            mean += theta(theta.rows() - 3 + c, k) * plain_activation(activation.name, u);
          }
          mean = mean / static_cast<Real>(theta.cols()) + w[w.size() - 3 + c];  // the output bias
          CHECK(y(c, j) == doctest::Approx(static_cast<double>(mean)).epsilon(1e-12));
        }
    }
}

TEST_CASE("neurons: their order changes nothing") {
  const Network network = mean_field_network(width, outputs);
  const State w = initial_weights(network, 85);
  const Points theta = neurons(network, w);
  const std::vector<Index> order{4, 2, 0, 5, 1, 3};
  const State permuted = parameters_of(theta(Eigen::all, order));
  CHECK((outputs_of(network, permuted) - outputs_of(network, w)).norm() < 1e-14);
  State velocity, of_permuted;
  const auto flow = sample_flow(network, w);
  flow->rhs(w, velocity);
  flow->rhs(permuted, of_permuted);
  CHECK((neurons(network, of_permuted) - neurons(network, velocity)(Eigen::all, order)).norm() <
        1e-12 * velocity.norm());
  // a swap of one weight between two neurons is no permutation
  State swapped = w;
  std::swap(swapped[0], swapped[2]);
  CHECK((outputs_of(network, swapped) - outputs_of(network, w)).norm() > 1e-3);
}

TEST_CASE("neurons: they descend the first variation of E on their law") {
  CHECK(moves_by_first_variation(1));
  CHECK_FALSE(moves_by_first_variation(1.0 / width));  // as they would without the mobility
  CHECK_FALSE(moves_by_first_variation(1.001));
}

TEST_CASE("neurons: deeper networks have none") {
  const Network deep = sample_network(entry(activations(), "tanh"), Scaling::mean_field, 2);
  CHECK_THROWS_WITH_AS(neurons(deep, random_state(deep.parameter_count(), 86)),
                       doctest::Contains("one hidden layer, not of 2"), InputError);
}
