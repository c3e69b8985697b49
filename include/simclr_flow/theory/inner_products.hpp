#pragma once
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

struct InnerProduct {
  long double value;
  Index count;
};

/// The distinct inner products z_i·z_j of one point with all, itself included, descending, each
/// with the number of points that have it.
using InnerProducts = std::vector<InnerProduct>;

/// Those of point i. Values closer than 1e-12 are one; the mean of them is returned.
/// Shapes: z d×N on the unit sphere. Throws InputError unless 0 <= i < N.
InnerProducts inner_products(PointsView z, Index i);

/// Those that all points share: vertices that a symmetry of the configuration carries into each
/// other. Throws InputError naming the first point that sees other inner products than point 0.
InnerProducts common_inner_products(PointsView z);

}  // namespace simclr_flow::theory
