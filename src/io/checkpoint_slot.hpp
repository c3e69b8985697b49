#pragma once
// One checkpoint of one flow as it lies in the file. Private to io.
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Tracks of a flow: frames, observables, weights, kernel, pairs (layout_file.hpp).
inline constexpr std::size_t track_count = 5;
/// Rows of each track.
using TrackRows = std::array<Index, track_count>;

/// The rows of each track that belong to a checkpoint, and what the run needs to go on from there.
struct CheckpointSlot {
  std::uint64_t sequence = 0;
  TrackRows rows{};
  std::vector<std::byte> payload;
};

/// Bytes of a slot with a payload of this size.
std::size_t slot_size(std::size_t payload);

/// The slot as bytes: magic, sequence, rows, size, payload, CRC-32 of all before it.
std::vector<std::byte> encode(const CheckpointSlot& slot);

/// The slot in these bytes; nothing if it was never written, torn or damaged.
std::optional<CheckpointSlot> decode(std::span<const std::byte> bytes);

}  // namespace simclr_flow
