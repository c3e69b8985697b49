#pragma once
// One checkpoint of one flow as it lies in the file. Private to io.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Rows of each track of a flow.
using TrackRows = std::vector<Index>;

/// The rows of each track that belong to a checkpoint, and what the run needs to go on from there.
struct CheckpointSlot {
  std::uint64_t sequence = 0;
  TrackRows rows;
  std::vector<std::byte> payload;
};

/// The version of slots that this program writes, and goes on from.
inline constexpr char slot_version = '5';

/// Bytes of a slot of so many tracks with a payload of this size.
std::size_t slot_size(std::size_t tracks, std::size_t payload);

/// The slot as bytes: magic, sequence, size of the payload, number of tracks, rows of each,
/// payload, CRC-32 of all before it.
std::vector<std::byte> encode(const CheckpointSlot& slot);

/// The slot in these bytes; nothing if it was never written, torn or damaged.
std::optional<CheckpointSlot> decode(std::span<const std::byte> bytes);

/// The version of the slot that begins with these bytes; nothing if none was written, or if
/// the byte of its version is no digit from 1 to 9: it is damaged then.
std::optional<char> version_of_slot(std::span<const std::byte> bytes);

}  // namespace simclr_flow
