#include "simclr_flow/core/array_axes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow {

RowsOfArray rows_of_array(const std::vector<Index>& extents, const ArrayAxes& asked) {
  const bool three = extents.size() == 3;
  RowsOfArray found;
  if (extents.size() == 1) found = {extents[0], 1};
  if (extents.size() == 2) found = {extents[0], extents[1]};
  const bool views = three && asked.views > 1 && extents[1] == asked.views,
             images = three && asked.height > 0 && extents[1] == asked.height &&
                      extents[2] == asked.width;
  if (views) found = {extents[0] * extents[1], extents[2]};
  if (images) found = {extents[0], extents[1] * extents[2]};
  if (extents.empty() || extents.size() > 2 + static_cast<std::size_t>(views || images))
    throw InputError(fmt::format(
        "has shape ({}), expected (N, d) or (N,){}", fmt::join(extents, ", "),
        three ? "; (n, V, d) is read where V views are asked for, (N, h, w) where [data] image is "
                "[h, w]"
              : ""));
  if (std::ranges::count(extents, 0) > 0) throw InputError("holds no points");
  return found;
}

}  // namespace simclr_flow
