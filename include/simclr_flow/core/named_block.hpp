#pragma once
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// A part of a flat vector that has a name in files: a rows×columns matrix, row by row, or, if
/// columns = 0, a list of `rows` numbers. A list of blocks covers its vector without gaps.
struct NamedBlock {
  std::string name;
  Index offset = 0, rows = 0, columns = 0;

  Index size() const { return columns == 0 ? rows : rows * columns; }
};
using NamedBlocks = std::vector<NamedBlock>;

}  // namespace simclr_flow
