#pragma once
#include <initializer_list>
#include <span>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::record {

/// The numbers of a matrix or vector, column by column: of points, one after another.
template <class Matrix>
std::span<const double> numbers(const Matrix& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

/// Parts one after another.
inline State joined(std::initializer_list<std::span<const double>> parts) {
  Index size = 0;
  for (const auto& part : parts) size += std::ssize(part);
  State all(size);
  Index at = 0;
  for (const auto& part : parts) {
    all.segment(at, std::ssize(part)) = Eigen::Map<const State>(part.data(), std::ssize(part));
    at += std::ssize(part);
  }
  return all;
}

}  // namespace simclr_flow::record
