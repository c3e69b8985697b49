#include "sphere_bounds.hpp"

#include <algorithm>

#include "patch_sums.hpp"

namespace simclr_flow {
namespace {

/// Of both halves: colatitude, cells and the charges up to each cell, three times around.
struct ChargedRing {
  double angle;
  Index cells;
  std::vector<double> until;

  double total() const { return until[static_cast<std::size_t>(cells)]; }
  double azimuth(Index place) const {
    return (static_cast<double>(place) + 0.5) * 2 * std::numbers::pi / static_cast<double>(cells);
  }
  /// Cells whose middles lie within `reach` of the azimuth.
  double within(double azimuth, double reach) const {
    if (reach >= std::numbers::pi) return total();
    const double in_cells = static_cast<double>(cells) / (2 * std::numbers::pi),
                 middle = azimuth * in_cells - 0.5 + static_cast<double>(cells);
    const auto first = static_cast<std::size_t>(middle - reach * in_cells) + 1,
               last = static_cast<std::size_t>(middle + reach * in_cells);
    return until[last + 1] - until[first];
  }
};

std::vector<ChargedRing> charged_rings(const SphereCells& cells, const CellOrder& sources,
                                       const std::vector<double>& charges) {
  std::vector<ChargedRing> rings;
  const auto count = static_cast<Index>(cells.rings().size());
  for (const bool south : {false, true})
    for (Index r = -1; r < count; ++r) {
      const SphereRing* ring = r < 0 ? nullptr : &cells.rings()[static_cast<std::size_t>(r)];
      const double angle = ring ? ring->middle : 0;
      const Index of_ring = ring ? ring->cells : 1;
      rings.push_back({south ? std::numbers::pi - angle : angle, of_ring,
                       std::vector<double>(static_cast<std::size_t>(3 * of_ring) + 2)});
    }
  for (std::size_t c = 0; c < sources.keys.size(); ++c) {
    const SphereCell cell = cells.cell_of(sources.keys[c]);
    rings[static_cast<std::size_t>((cell.south ? count + 1 : 0) + cell.ring + 1)]
        .until[static_cast<std::size_t>(cell.place) + 1] = charges[c];
  }
  for (ChargedRing& ring : rings)
    for (std::size_t j = 1, n = static_cast<std::size_t>(ring.cells); j < ring.until.size(); ++j)
      ring.until[j] =
          j <= n ? ring.until[j] + ring.until[j - 1] : ring.until[n] + ring.until[j - n];
  return rings;
}

/// Chords in belts of one width, the first of them around a point itself.
struct Belts {
  static constexpr int count = 6;
  double width, corner;  ///< corner: from the middle of a cell to its corner, at most, twice

  double chord(int k) const { return (k + 1) * width; }
  /// The most that exp(-d^2/(4 tau)) may be between cells whose middles lie in belt k.
  double weight(int k, double tau) const {
    const double gap = std::max(0.0, k * width - corner);
    return std::exp(-gap * gap / (4 * tau));
  }
};

/// Half of the azimuths at colatitude b from which a point at colatitude a is within the chord: -1
/// if there are none.
double azimuth_within(double a, double b, double chord) {
  const double product = std::sin(a) * std::sin(b),
               over = 1 - chord * chord / 2 - std::cos(a) * std::cos(b);
  return over <= -product ? 2 * std::numbers::pi : over >= product ? -1 : std::acos(over / product);
}

/// sum_j |q_j| weight(belt of j's cell) for the cells of one ring.
class NearOfRing {
 public:
  NearOfRing(const Belts& belts, double tau, const ChargedRing& own,
             const std::vector<ChargedRing>& rings)
      : rings_(rings) {
    for (int k = 0; k <= Belts::count; ++k) weights_.push_back(belts.weight(k, tau));
    for (const ChargedRing& ring : rings)
      for (int k = 0; k < Belts::count; ++k)
        reaches_.push_back(azimuth_within(own.angle, ring.angle, belts.chord(k)));
  }
  double at(double azimuth) const {
    double sum = 0;
    const double* reach = reaches_.data();
    for (const ChargedRing& ring : rings_) {
      double nearer = 0;
      for (std::size_t k = 0; k < Belts::count; ++k, ++reach) {
        const double within = *reach < 0 ? 0 : ring.within(azimuth, *reach);
        sum += weights_[k] * std::max(0.0, within - nearer);
        nearer = std::max(nearer, within);
      }
      sum += weights_.back() * (ring.total() - nearer);
    }
    return sum;
  }

 private:
  const std::vector<ChargedRing>& rings_;
  std::vector<double> weights_, reaches_;
};

}  // namespace

std::vector<double> charges_near(const SphereCells& cells, double tau, const CellOrder& sources,
                                 const std::vector<double>& charges, const CellOrder& targets) {
  const std::vector<ChargedRing> rings = charged_rings(cells, sources, charges);
  const Belts belts{std::max(cells.angle(), 10 * std::sqrt(tau) / Belts::count),
                    1.5 * cells.angle()};
  std::vector<std::unique_ptr<NearOfRing>> nears;
  for (const ChargedRing& ring : rings)
    nears.push_back(std::make_unique<NearOfRing>(belts, tau, ring, rings));
  std::vector<double> sums(targets.keys.size());
  const std::size_t half = rings.size() / 2;
  for_each_patch(targets.cells(), [&](Index c) {
    const auto at = static_cast<std::size_t>(c);
    const SphereCell cell = cells.cell_of(targets.keys[at]);
    const std::size_t ring = (cell.south ? half : 0) + static_cast<std::size_t>(cell.ring + 1);
    sums[at] = nears[ring]->at(rings[ring].azimuth(cell.place));
  });
  return sums;
}

}  // namespace simclr_flow
