#pragma once
// The table of a sweep: a row per point, with its index, its values, its state, and its cells.
#include <string>
#include <vector>

#include "simclr_flow/sweep/grid.hpp"
#include "simclr_flow/sweep/point_result.hpp"

namespace simclr_flow {

/// As CSV (RFC 4180) with a header; numbers in their shortest exact form, cells without a value,
/// and numbers that are not finite, empty. Columns are those in which some point has a value, in
/// the order of the points.
std::string csv_table(const Grid& grid, const std::vector<PointResult>& results);

/// As CSV likewise, of rows that have the same columns.
std::string csv_of_cells(const std::vector<std::vector<Cell>>& rows);

/// For people: aligned, numbers to four digits, without columns that have one word in all rows.
/// Beyond `most_rows` the rest is counted, with where to find it.
std::string text_table(const Grid& grid, const std::vector<PointResult>& results, Index most_rows,
                       const std::string& rest);

}  // namespace simclr_flow
