#pragma once
// Points sorted by the numbers of their cells. Private.
#include <span>

#include "simclr_flow/fast_gauss/sorted_cloud.hpp"

namespace simclr_flow {

/// The cells of points with these keys (fewer than 2^32 points): a stable sort, by digits of the
/// keys' range, in fixed blocks that may run in parallel.
CellOrder sort_by_key(std::span<const std::int64_t> keys);

}  // namespace simclr_flow
