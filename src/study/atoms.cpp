#include "simclr_flow/study/atoms.hpp"

#include <cmath>
#include <numbers>
#include <vector>

namespace simclr_flow {
namespace {

/// The number of each atom's group: those joined by chains of atoms nearer than `distance`, in the
/// order of first appearance.
std::vector<Index> groups_of(const Points& z, double distance) {
  const Index count = z.cols();
  std::vector<Index> group(static_cast<std::size_t>(count), -1);
  Index next = 0;
  for (Index first = 0; first < count; ++first) {
    if (group[static_cast<std::size_t>(first)] >= 0) continue;
    std::vector<Index> open{first};
    group[static_cast<std::size_t>(first)] = next;
    while (!open.empty()) {
      const State at = z.col(open.back());
      open.pop_back();
      for (Index j = 0; j < count; ++j)
        if (Index& of = group[static_cast<std::size_t>(j)];
            of < 0 && (z.col(j) - at).norm() < distance) {
          of = next;
          open.push_back(j);
        }
    }
    ++next;
  }
  return group;
}

/// y, by whole turns near to `other` where it is of angles.
State turned_to(const Manifold& manifold, State y, const State& other) {
  if (!manifold.facts().angles) return y;
  const double turn = 2 * std::numbers::pi;
  return y.array() - turn * ((y - other).array() / turn).round();
}

}  // namespace

Atoms atoms_of(const Flow& flow, const State& x) {
  const Points y = flow.outputs(x);
  const State mass = flow.masses(x);
  if (mass.size()) return {y, mass};
  return {y, State::Constant(y.cols(), 1 / static_cast<double>(y.cols()))};
}

Atoms merged(const Manifold& manifold, const Atoms& atoms, double distance) {
  const std::vector<Index> group = groups_of(manifold.ambient(atoms.y), distance);
  Atoms result{Points(atoms.y.rows(), 0), State()};
  Points first = result.y;
  for (Index i = 0; i < atoms.count(); ++i) {
    const Index g = group[static_cast<std::size_t>(i)];
    if (g == result.count()) {
      result.y.conservativeResize(Eigen::NoChange, g + 1);
      first.conservativeResize(Eigen::NoChange, g + 1);
      result.mass.conservativeResize(g + 1);
      first.col(g) = atoms.y.col(i);
      result.y.col(g).setZero();
      result.mass[g] = 0;
    }
    result.y.col(g) += atoms.mass[i] * turned_to(manifold, atoms.y.col(i), first.col(g));
    result.mass[g] += atoms.mass[i];
  }
  result.y = result.y * result.mass.cwiseInverse().asDiagonal();
  manifold.retract(result.y);
  return result;
}

Atoms pruned(const Atoms& atoms, double least_mass) {
  const double least = std::min(least_mass, atoms.mass.maxCoeff());
  std::vector<Index> kept;
  for (Index i = 0; i < atoms.count(); ++i)
    if (atoms.mass[i] >= least) kept.push_back(i);
  const State mass = atoms.mass(kept);
  return {atoms.y(Eigen::all, kept), mass / mass.sum()};
}

Atoms with_atom(const Atoms& atoms, const State& y, double mass) {
  Atoms more{Points(atoms.y.rows(), atoms.count() + 1), State(atoms.count() + 1)};
  more.y << atoms.y, y;
  more.mass << (1 - mass) * atoms.mass, mass;
  return more;
}

}  // namespace simclr_flow
