#pragma once
// From the moments of cells of the sphere to polynomials on them. Private.
#include "cap_transform.hpp"
#include "patch_sums.hpp"
#include "ring_transform.hpp"
#include "sphere_orders.hpp"

namespace simclr_flow {

/// By nodes and harmonics; all tables at one temperature (of the unit sphere) and accuracy.
class SphereTranslation {
 public:
  SphereTranslation(const SphereCells& cells, const PatchPasses& passes, double tau,
                    double accuracy);

  /// The squares of coefficients of x^k y^b on the targets' cells: of sums with the kernel, and if
  /// not null with (t - 1) times it, t the cosine of the angle.
  struct Squares {
    double *value, *radial;
  };
  void run(const CellOrder& sources, const PatchMoments& moments, const CellOrder& targets,
           const Squares& squares) const;

  const SphereSpectrum& spectrum() const { return spectrum_; }

 private:
  /// Cells [begin, end) of an order that lie on one ring (-1: the cap) of a half.
  struct Band {
    int half;
    Index ring, begin, end;
  };
  std::vector<Band> bands_of(const CellOrder& cells) const;
  void charge_cap(const Band& band, const double* square, const SphereOrders& charges) const;
  void charge_ring(const Band& band, const CellOrder& sources, const PatchMoments& moments,
                   const SphereOrders& charges) const;
  void read_cap(const Band& band, const SphereOrders& sums, double* square) const;
  void read_ring(const Band& band, const CellOrder& targets, const SphereOrders& sums,
                 double* squares) const;
  SphereCell cell_at(const CellOrder& cells, Index c) const {
    return cells_.cell_of(cells.keys[static_cast<std::size_t>(c)]);
  }

  const SphereCells& cells_;
  const PatchPasses& passes_;
  SphereSpectrum spectrum_;
  LegendreTable table_;
  const CapTransform& cap_;
  std::vector<RingTransform> rings_;
};

}  // namespace simclr_flow
