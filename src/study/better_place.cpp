// The first variation of a law all over a manifold, and where it is lowest.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/study/atoms.hpp"
#include "trial_places.hpp"

namespace simclr_flow {
namespace {

/// Places at a time: the cost of a batch is (atoms + places)^2.
constexpr Index batch = 256;

void require_function_of_law(const Energy& energy) {
  if (!energy.is_functional_of_law())
    throw InputError(fmt::format(
        "energy '{}' is no function of a law alone, so that it has no first variation at places "
        "without an atom; allowed: simclr, linear, or custom with negatives = \"all\", self = "
        "true, mean = true",
        energy.name()));
}

/// phi at the atoms, then at the places.
State variation_of(const Energy& energy, const Manifold& manifold, const Atoms& atoms,
                   PointsView places) {
  Points y(atoms.y.rows(), atoms.count() + places.cols());
  y << atoms.y, places;
  State mass = State::Zero(y.cols()), phi;
  mass.head(atoms.count()) = atoms.mass;
  const Points z = manifold.ambient(y);
  energy.evaluate({z, 1, &mass}, nullptr, &phi);
  return phi;
}

/// Places, and phi there.
struct Candidates {
  Points y;
  State phi;
};

Candidates lowest(const Candidates& all, Index count) {
  std::vector<Index> order(static_cast<std::size_t>(all.phi.size()));
  std::iota(order.begin(), order.end(), Index(0));
  std::ranges::stable_sort(order, {}, [&](Index k) { return all.phi[k]; });
  order.resize(std::min(order.size(), static_cast<std::size_t>(count)));
  return {all.y(Eigen::all, order), all.phi(order)};
}

/// Every place moved by h forth and back along each coordinate.
Points neighbours(const Manifold& manifold, const Points& y, double h) {
  Points all = y.replicate(1, 2 * y.rows());
  for (Index c = 0; c < y.rows(); ++c) {
    all.middleCols(2 * c * y.cols(), y.cols()).row(c).array() += h;
    all.middleCols((2 * c + 1) * y.cols(), y.cols()).row(c).array() -= h;
  }
  manifold.retract(all);
  return all;
}

/// Moves candidates to lower neighbours; true if any moved.
bool descend(Candidates& candidates, const Points& to, const State& phi) {
  bool moved = false;
  for (Index k = 0; k < to.cols(); ++k) {
    const Index candidate = k % candidates.phi.size();
    if (!(phi[k] < candidates.phi[candidate])) continue;
    candidates.y.col(candidate) = to.col(k);
    candidates.phi[candidate] = phi[k];
    moved = true;
  }
  return moved;
}

}  // namespace

FirstVariation first_variation_at(const Energy& energy, const Manifold& manifold,
                                  const Atoms& atoms, PointsView places) {
  require_function_of_law(energy);
  FirstVariation result{State(places.cols()), State(), 0};
  result.at_atoms = variation_of(energy, manifold, atoms, places.leftCols(0));
  result.mean = atoms.mass.dot(result.at_atoms);
  for (Index first = 0; first < places.cols(); first += batch) {
    const Index count = std::min(batch, places.cols() - first);
    result.at_places.segment(first, count) =
        variation_of(energy, manifold, atoms, places.middleCols(first, count)).tail(count);
  }
  return result;
}

std::optional<State> better_place(const Energy& energy, const Manifold& manifold,
                                  const Atoms& atoms, double tolerance, Index trials) {
  constexpr Index starts = 32;
  constexpr int most_rounds = 1000;
  const auto [places, spacing] = trial_places(manifold, trials);
  const FirstVariation everywhere = first_variation_at(energy, manifold, atoms, places);
  Candidates found = lowest({places, everywhere.at_places}, starts);
  double h = spacing;
  for (int round = 0; round < most_rounds && h > 1e-6 * spacing; ++round) {
    const Points to = neighbours(manifold, found.y, h);
    if (!descend(found, to, first_variation_at(energy, manifold, atoms, to).at_places)) h /= 2;
  }
  const Candidates best = lowest(found, 1);
  if (!(best.phi[0] < everywhere.mean - tolerance)) return std::nullopt;
  return State(best.y.col(0));
}

}  // namespace simclr_flow
