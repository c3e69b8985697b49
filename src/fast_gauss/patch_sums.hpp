#pragma once
// From charges to the moments of cells. Private.
#include "patch_cloud.hpp"

namespace simclr_flow {

/// The squares sum_j q_j T_k(x_j) T_b(y_j) of every cell of the sources.
class PatchMoments {
 public:
  PatchMoments(const PatchPasses& passes, const PatchCloud& sources, const double* charges);
  const double* of(Index cell) const { return of_piece(cloud_.pieces().first_of(cell)); }

 private:
  double* of_piece(Index piece) const { return squares_.data() + piece * passes_.size; }
  /// The pieces of every cell into the first of them, by a tree.
  void combine(Index cell) const;

  const PatchPasses& passes_;
  const PatchCloud& cloud_;
  ScratchArray squares_;
};

/// visit(cell) for all cells, in blocks that may run in parallel.
void for_each_patch(Index cells, const std::function<void(Index cell)>& visit);

/// sum |q_j| of each cell.
std::vector<double> absolute_charges_of_patches(const PatchCloud& sources, const double* charges);

/// Roundings that a value has seen at most, in units of 2^-53 of the absolute sum of its terms, as
/// far as points, moments and polynomials are concerned.
double roundings_of_patches(const PatchPasses& passes);

}  // namespace simclr_flow
