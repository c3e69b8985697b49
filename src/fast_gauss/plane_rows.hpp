#pragma once
// What is translated in the plane. Private.
#include "patch_sums.hpp"
#include "plane_sweep.hpp"
#include "plane_table.hpp"

namespace simclr_flow {

/// Squares: from the moments of sources to the coefficients of x^k y^b of targets.
class PlaneSquares final : public PlaneRows {
 public:
  PlaneSquares(const PatchPasses& passes, const PlaneTable& table, const PatchMoments& moments,
               Index rows, double* squares)
      : passes_(passes),
        table_(table),
        moments_(moments),
        rows_(rows * passes.size),
        squares_(squares) {}

  void make_row(Index row, std::span<const PlaneNeighbour> sources) override;
  void serve(Index target, std::span<const PlaneNeighbour> rows) override;

 private:
  double* square_of_row(Index row) const { return rows_.data() + row * passes_.size; }

  const PatchPasses& passes_;
  const PlaneTable& table_;
  const PatchMoments& moments_;
  ScratchArray rows_;
  double* squares_;
  std::vector<PatchStep> steps_;
};

/// For every target the sum of |q_j| envelope(o) envelope(p), (o, p) the offset of j's cell.
class PlaneEnvelopes final : public PlaneRows {
 public:
  PlaneEnvelopes(const PlaneTable& table, const std::vector<double>& charges, Index rows,
                 double* sums)
      : table_(table), charges_(charges), rows_(static_cast<std::size_t>(rows)), sums_(sums) {}

  void make_row(Index row, std::span<const PlaneNeighbour> sources) override;
  void serve(Index target, std::span<const PlaneNeighbour> rows) override;

 private:
  double sum_of(std::span<const PlaneNeighbour> near, const std::vector<double>& of) const;

  const PlaneTable& table_;
  const std::vector<double>& charges_;
  std::vector<double> rows_;
  double* sums_;
};

}  // namespace simclr_flow
