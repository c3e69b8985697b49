#include "simclr_flow/core/random_stream.hpp"

#include <cmath>
#include <numbers>

namespace simclr_flow {
namespace {

using Word = std::uint32_t;
using Wide = std::uint64_t;

/// FNV-1a: a stream's name as a word of its counter.
Word name_hash(std::string_view name) {
  Word hash = 2166136261u;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

}  // namespace

std::array<Word, 4> philox4x32(std::array<Word, 4> c, std::array<Word, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const Wide a = Wide{0xD2511F53} * c[0];
    const Wide b = Wide{0xCD9E8D57} * c[2];
    c = {static_cast<Word>(b >> 32) ^ c[1] ^ key[0], static_cast<Word>(b),
         static_cast<Word>(a >> 32) ^ c[3] ^ key[1], static_cast<Word>(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return c;
}

RandomStream::RandomStream(std::uint64_t seed, std::string_view name, std::uint32_t substream)
    : key_{static_cast<Word>(seed), static_cast<Word>(seed >> 32)},
      name_word_(name_hash(name)),
      substream_(substream) {}

std::uint64_t RandomStream::bits() {
  if (unread_ == 0) {
    const auto word = philox4x32(
        {static_cast<Word>(counter_), static_cast<Word>(counter_ >> 32), name_word_, substream_},
        key_);
    block_ = {Wide{word[0]} << 32 | word[1], Wide{word[2]} << 32 | word[3]};
    unread_ = 2;
    ++counter_;
  }
  return block_[static_cast<std::size_t>(2 - unread_--)];
}

double RandomStream::uniform() { return (static_cast<double>(bits() >> 12) + 0.5) * 0x1p-52; }

double RandomStream::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_normal_;
  }
  const double radius = std::sqrt(-2 * std::log(uniform()));
  const double angle = 2 * std::numbers::pi * uniform();
  spare_normal_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

Index RandomStream::below(Index bound) {
  return static_cast<Index>(uniform() * static_cast<double>(bound));
}

Points RandomStream::normals(Index rows, Index columns) {
  Points g(rows, columns);
  for (Index j = 0; j < columns; ++j)
    for (Index i = 0; i < rows; ++i) g(i, j) = normal();
  return g;
}

}  // namespace simclr_flow
