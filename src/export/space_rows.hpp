#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "simclr_flow/io/run_rows.hpp"

namespace simclr_flow {

/// The three leading principal components of latents z in R^d, d > 3: z goes to axesᵀ (z - mean).
/// Private to export.
struct Projection {
  State mean;        ///< of all committed latents of the flow
  Points axes;       ///< d×3, orthonormal; of each the component of largest modulus is positive
  double share = 0;  ///< of the variance: the sum of its three largest eigenvalues over all
};

/// Of all committed frames of a flow together: those that are finite.
Projection principal_projection(const RunRows& run, const StoredSet& set);

/// The latents of a set in R^3, row by row: padded by 0, or from above three dimensions projected,
/// test points as their flow. Private to export.
class SpaceRows {
 public:
  SpaceRows(const RunRows& run, const StoredSet& set);
  /// [N][3]. Valid until the next row is asked for.
  std::span<const double> row(Index k);
  const std::optional<Projection>& projection() const { return projection_; }
  /// What the projection is, in words; empty if there is none.
  std::string note() const;

 private:
  const StoredSet& set_;
  RowReader reader_;
  std::optional<Projection> projection_;
  Points space_;  ///< 3×N
};

}  // namespace simclr_flow
