#include "simclr_flow/theory/box_minimizer.hpp"

#include <algorithm>

#include "domain.hpp"
#include "simclr_flow/theory/equilibrium.hpp"

namespace simclr_flow::theory {
namespace {

/// The product of a measure on a box with one on a further side.
void multiply(Points& atoms, State& masses, const IntervalMeasure& side) {
  const Index before = masses.size(), d = atoms.rows(), count = side.atoms.size();
  Points all(d + 1, before * count);
  State products(before * count);
  for (Index j = 0; j < count; ++j) {
    all.block(0, j * before, d, before) = atoms;
    all.row(d).segment(j * before, before).setConstant(side.atoms[j]);
    products.segment(j * before, before) = side.masses[j] * masses;
  }
  atoms = std::move(all);
  masses = std::move(products);
}

}  // namespace

double BoxMinimizer::energy(double alpha) const {
  require_offset("energy in a box", "alpha", alpha);
  return std::log(alpha + kappa);
}

double BoxMinimizer::lower_bound(double alpha) const {
  return equilibrium_lower_bound(std::max(floor, 0.0), pair_energy, alpha);
}

BoxMinimizer box_minimizer(const State& sides, double tau) {
  if (sides.size() == 0)
    throw InputError("box minimizer: no sides; it needs one for each dimension");
  BoxMinimizer box{{}, 1, 1, 1, Points(0, 1), State::Ones(1), true, {}};
  for (const double length : sides) {
    const IntervalMinimizer& side = box.sides.emplace_back(interval_minimizer(length, tau));
    box.kappa *= side.kappa;
    box.floor *= std::max(side.certificate.floor, 0.0);
    box.pair_energy *= side.certificate.pair_energy;
    box.holds = box.holds && side.certificate.holds;
    multiply(box.atoms, box.masses, side.measure);
  }
  box.status = box.holds ? "proven" : "numerical";
  return box;
}

}  // namespace simclr_flow::theory
