#include "checkpoint_slot.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstring>

namespace simclr_flow {
namespace {

struct Header {
  std::array<char, 8> magic;
  std::uint64_t sequence;
  std::array<std::int64_t, track_count> rows;
  std::uint64_t size;
};
constexpr std::array<char, 8> magic{'S', 'C', 'F', 'S', 'L', 'O', 'T', '4'};
using Checksum = std::uint64_t;

Checksum checksum(std::span<const std::byte> bytes) {
  return ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
}

}  // namespace

std::size_t slot_size(std::size_t payload) { return sizeof(Header) + payload + sizeof(Checksum); }

std::vector<std::byte> encode(const CheckpointSlot& slot) {
  Header header{magic, slot.sequence, {}, slot.payload.size()};
  std::ranges::copy(slot.rows, header.rows.begin());
  std::vector<std::byte> bytes(slot_size(slot.payload.size()));
  std::memcpy(bytes.data(), &header, sizeof header);
  std::copy(slot.payload.begin(), slot.payload.end(), bytes.begin() + sizeof header);
  const std::size_t covered = bytes.size() - sizeof(Checksum);
  const Checksum sum = checksum(std::span(bytes).first(covered));
  std::memcpy(bytes.data() + covered, &sum, sizeof sum);
  return bytes;
}

std::optional<CheckpointSlot> decode(std::span<const std::byte> bytes) {
  Header header{};
  if (bytes.size() < slot_size(0)) return std::nullopt;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.magic != magic || header.size > bytes.size() - slot_size(0)) return std::nullopt;
  const std::size_t covered = sizeof(Header) + header.size;
  Checksum stored = 0;
  std::memcpy(&stored, bytes.data() + covered, sizeof stored);
  if (stored != checksum(bytes.first(covered))) return std::nullopt;
  const auto payload = bytes.subspan(sizeof(Header), header.size);
  CheckpointSlot slot{header.sequence, {}, {payload.begin(), payload.end()}};
  std::ranges::copy(header.rows, slot.rows.begin());
  return slot;
}

}  // namespace simclr_flow
