// What a user's own program does with the installed library: an energy and its gradient.
#include <cmath>
#include <cstdio>

#include "simclr_flow/energy/contrastive.hpp"

namespace {

using namespace simclr_flow;

/// E of two points at right angles on the circle, and how far its gradient is from that of a
/// central difference.
bool shows_an_energy() {
  Points z(2, 2), gradient;
  z << 1, 0, 0, 1;
  const double tau = 0.5, step = 1e-5;
  const auto energy = make_simclr({.temperature = tau});
  const double value = energy->evaluate({z}, &gradient);
  const double expected = std::log(1 + (1 + std::exp(-1 / tau)) / 2);
  Points up = z, down = z;
  up(0, 1) += step;
  down(0, 1) -= step;
  const double slope =
      (energy->evaluate({up}, nullptr) - energy->evaluate({down}, nullptr)) / (2 * step);
  std::printf("E = %.15g, expected %.15g; dE/dz = %.10g, by differences %.10g\n", value, expected,
              gradient(0, 1), slope);
  return std::abs(value - expected) < 1e-14 && std::abs(gradient(0, 1) - slope) < 1e-9;
}

}  // namespace

int main() { return shows_an_energy() ? 0 : 1; }
