#include "simclr_flow/network/saturation.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace simclr_flow;

namespace {

Network wide(const char* name, Scaling scaling = Scaling::ntk) {
  for (const Activation& activation : activations())
    if (activation.name == name)
      return Network({.inputs = 3,
                      .widths = {20000},
                      .activation = activation,
                      .slope = .2,
                      .scaling = scaling});
  throw std::runtime_error(name);
}

double share_at(const char* name, double length, Scaling scaling = Scaling::ntk) {
  const Network network = wide(name, scaling);
  RandomStream random(3, streams::weights);
  Points x = Points::Zero(3, 1);
  x(1, 0) = std::sqrt(length * length - 1);  // |x~| = length
  return flat_share(network, network.initial_parameters(random), x);
}

}  // namespace

TEST_CASE("saturation: the share of flat neurons is that of the normal law") {
  // |s'| < .01 sup|s'| beyond u: tanh 2.9932, erf 2.1460. Of 20000 neurons the share's standard
  // deviation is at most .0036: 5 of them.
  for (const double length : {1.7, 9.3, 23.8, 62.0}) {
    CHECK(std::abs(share_at("tanh", length) - std::erfc(2.9932 / (std::sqrt(2) * length))) < .018);
    CHECK(std::abs(share_at("erf", length) - std::erfc(2.1460 / (std::sqrt(2) * length))) < .018);
  }
  CHECK(share_at("identity", 1e6) == 0);
  CHECK(share_at("leaky_relu", 1e6) == 0);
  CHECK(std::abs(share_at("relu", 1e6) - .5) < .018);
  CHECK(std::abs(share_at("softplus", 1e6) - .5) < .018);
  CHECK(share_at("tanh", 30) > saturated);
  CHECK(share_at("tanh", 30, Scaling::standard) < saturated);  // w.x~ nearly uniform on ±30/sqrt(3)
}

TEST_CASE("saturation: steepest slopes") {
  for (const Activation& activation : activations()) {
    const double expected = activation.name == "erf"    ? 2 / std::sqrt(std::acos(-1.))
                            : activation.name == "gelu" ? 1.1289
                                                        : 1;
    CHECK(std::abs(steepest(activation, .2) - expected) < 1e-3);
  }
}
