#pragma once
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// What the three axes of an array of a file may be, where someone asked for it; 0: nobody did.
struct ArrayAxes {
  Index views = 0;              ///< (n, V, d): view a of sample i is row i·V + a
  Index height = 0, width = 0;  ///< (N, h, w): images, pixels row by row
};

/// How the numbers of an array in C order are points, one per row.
struct RowsOfArray {
  Index rows = 0, width = 0;
};

/// (N, d) as it is; (N,) as N points of one coordinate; three axes as asked. Throws InputError
/// beginning with "has shape (...)" for any other, and "holds no points" for an axis of 0.
RowsOfArray rows_of_array(const std::vector<Index>& extents, const ArrayAxes& asked);

}  // namespace simclr_flow
