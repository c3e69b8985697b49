#include "checkpoint_slot.hpp"

#include <zlib.h>

#include <array>
#include <cstring>
#include <utility>

namespace simclr_flow {
namespace {

using Magic = std::array<char, 8>;
constexpr Magic magic{'S', 'C', 'F', 'S', 'L', 'O', 'T', slot_version};
/// Before the rows of each track.
struct Header {
  Magic magic;
  std::uint64_t sequence, size, tracks;
};
using Row = std::int64_t;
using Checksum = std::uint64_t;

Checksum checksum(std::span<const std::byte> bytes) {
  return ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
}

}  // namespace

std::size_t slot_size(std::size_t tracks, std::size_t payload) {
  return sizeof(Header) + tracks * sizeof(Row) + payload + sizeof(Checksum);
}

std::vector<std::byte> encode(const CheckpointSlot& slot) {
  const Header header{magic, slot.sequence, slot.payload.size(), slot.rows.size()};
  const std::vector<Row> rows(slot.rows.begin(), slot.rows.end());
  std::vector<std::byte> bytes(slot_size(rows.size(), slot.payload.size()));
  std::byte* to = bytes.data();
  const auto put = [&to](const void* from, std::size_t size) {
    if (size > 0) std::memcpy(to, from, size);
    to += size;
  };
  put(&header, sizeof header);
  put(rows.data(), rows.size() * sizeof(Row));
  put(slot.payload.data(), slot.payload.size());
  const Checksum sum = checksum(std::span(bytes).first(bytes.size() - sizeof(Checksum)));
  put(&sum, sizeof sum);
  return bytes;
}

std::optional<CheckpointSlot> decode(std::span<const std::byte> bytes) {
  Header header{};
  if (bytes.size() < slot_size(0, 0)) return std::nullopt;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.magic != magic) return std::nullopt;
  const std::size_t room = bytes.size() - slot_size(0, 0);
  if (header.tracks > room / sizeof(Row)) return std::nullopt;
  const std::size_t of_rows = header.tracks * sizeof(Row);
  if (header.size > room - of_rows) return std::nullopt;
  const std::size_t covered = sizeof(Header) + of_rows + header.size;
  Checksum stored = 0;
  std::memcpy(&stored, bytes.data() + covered, sizeof stored);
  if (stored != checksum(bytes.first(covered))) return std::nullopt;
  std::vector<Row> rows(header.tracks);
  if (of_rows > 0) std::memcpy(rows.data(), bytes.data() + sizeof(Header), of_rows);
  const auto payload = bytes.subspan(sizeof(Header) + of_rows, header.size);
  return CheckpointSlot{
      header.sequence, {rows.begin(), rows.end()}, {payload.begin(), payload.end()}};
}

std::optional<char> version_of_slot(std::span<const std::byte> bytes) {
  Magic found{};
  if (bytes.size() < sizeof found) return std::nullopt;
  std::memcpy(&found, bytes.data(), sizeof found);
  const char version = std::exchange(found.back(), slot_version);
  const bool is_version = version >= '1' && version <= '9';
  return is_version && found == magic ? std::optional(version) : std::nullopt;
}

}  // namespace simclr_flow
