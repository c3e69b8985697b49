#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// What every .npy file begins with.
inline constexpr std::string_view npy_magic = "\x93NUMPY";

/// All that stands before the numbers of a .npy array, version 1.0: their type, as "<f8", the
/// extents, C order; a multiple of 64 bytes. Source: NumPy's NEP 1.
std::string npy_header(std::string_view type, const std::vector<Index>& extents);

}  // namespace simclr_flow
