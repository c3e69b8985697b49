#pragma once
// Which rows of a stored flow are looked at. Private to judge.
#include <optional>
#include <vector>

#include "simclr_flow/io/trajectory_reader.hpp"

namespace simclr_flow {

/// A frame and the row of every observable at its time.
struct FrameRow {
  std::size_t frame, row;
};

/// Of a series that cannot all be computed again in time, as many frames are all the same.
inline constexpr std::size_t fewest_frames = 10;

/// `count` evenly spaced ones of the numbers 0 ... of - 1, first and last among them; all if there
/// are no more.
std::vector<std::size_t> evenly_spaced(std::size_t of, std::size_t count);

/// The row nearest to this time, but for rounding of two spacings; none if there is none.
std::optional<std::size_t> row_at(const std::vector<double>& times, double time);

/// The row of every observable at the time of a frame, but for rounding of the two spacings; none
/// if they share no such time.
std::optional<std::size_t> observable_row(const StoredFlow& flow, std::size_t frame);

}  // namespace simclr_flow
