#pragma once
// From charges to polynomials on cells. Private.
#include <optional>

#include "chain_cloud.hpp"
#include "chain_table.hpp"

namespace simclr_flow {

/// sum_i q_i x_i^b of every cell of the sources, x the local coordinate.
class ChainMoments {
 public:
  ChainMoments(const ChainShape& shape, const ChainCloud& sources, const double* charges);
  const double* of(Index cell) const { return of_piece(cloud_.pieces().first_of(cell)); }
  const ChainCloud& cloud() const { return cloud_; }

 private:
  double* of_piece(Index piece) const { return sums_.data() + piece * degree_; }
  /// The pieces of every cell into the first of them, by a tree.
  void combine() const;

  const ChainCloud& cloud_;
  Index degree_;
  ScratchArray sums_;
};

/// The polynomials sum_a p_a x^a on the cells of the targets.
class ChainPolynomials {
 public:
  ChainPolynomials(const ChainShape& shape, const ChainTable& table, const ChainMoments& moments,
                   const ChainCloud& targets);
  const double* of(Index cell) const { return p_.data() + cell * coefficient_stride; }

 private:
  ScratchArray p_;
};

/// What a sum may be wrong by for each unit of charge: by the offset of cells, and for cells out of
/// reach.
struct ChainErrors {
  std::vector<double> near;  ///< at offset + reach
  double far;
};

/// Of every cell of the targets sum_j |q_j| error(offset of j's cell).
void chain_bounds(const ChainShape& shape, const ChainErrors& errors, const ChainCloud& sources,
                  const double* charges, const ChainCloud& targets, double* bounds);

/// About the nanoseconds of one thread for value and gradient, by so many tables.
double chain_cost(const ChainShape& shape, const CellOrder& sources, const CellOrder& targets,
                  int tables);

}  // namespace simclr_flow
