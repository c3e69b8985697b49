#pragma once
// Walks over panels of columns, several vectors at a time. Included as simd.hpp is.
#include <type_traits>

#include "core/simd.hpp"
#include "sweeps.hpp"

namespace simclr_flow {
namespace {

/// The dimension of loops that serve any.
constexpr int any_dims = 0;
/// Whether a vector is a whole panel; else it is a part of one.
constexpr bool whole_panels = lanes == panel_width;

/// visit(panel, part, count) for all vectors of the panels [begin, end), `count` (V or 1, known to
/// the compiler) at a time: of successive panels, or successive parts of one.
template <int V, class Visit>
[[gnu::always_inline]] inline void for_each_vectors(long begin, long end, const Visit& visit) {
  constexpr std::integral_constant<int, V> several;
  constexpr std::integral_constant<int, 1> one;
  long panel = begin;
  if constexpr (whole_panels) {
    for (; panel + V <= end; panel += V) visit(panel, 0L, several);
    for (; panel < end; ++panel) visit(panel, 0L, one);
  } else {
    constexpr long parts = panel_width / lanes;
    for (; panel < end; ++panel) {
      long part = 0;
      for (; part + V <= parts; part += V) visit(panel, part * lanes, several);
      for (; part < parts; ++part) visit(panel, part * lanes, one);
    }
  }
}

}  // namespace
}  // namespace simclr_flow
