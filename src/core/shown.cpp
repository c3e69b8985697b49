#include "simclr_flow/core/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace simclr_flow {
namespace {

constexpr std::size_t most = 80;

/// How many bytes of a text's begin are one character of UTF-8; 0 if none are.
std::size_t character_length(std::string_view text) {
  const auto byte = [text](std::size_t k) { return static_cast<unsigned char>(text[k]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xc2 ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
  if (length > text.size()) return 0;
  for (std::size_t k = 1; k < length; ++k)
    if ((byte(k) & 0xc0) != 0x80) return 0;
  if (length > 2) {  // overlong, a surrogate, or beyond U+10FFFF
    const unsigned second = byte(1);
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
        (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f))
      return 0;
  }
  return length;
}

/// Whether a character would end a line or change how the rest of it is written.
bool is_control(std::string_view character) {
  if (character.size() == 1) return character[0] < ' ' || character[0] == 127;
  if (character.size() == 2) return character < "\u00a0";  // C1
  return (character >= "\u200e" && character <= "\u200f") ||
         (character >= "\u2028" && character <= "\u202e") ||
         (character >= "\u2066" && character <= "\u2069") || character == "\ufeff";
}

std::string escaped(std::string_view bytes) {
  if (bytes == "\n") return "\\n";
  if (bytes == "\t") return "\\t";
  if (bytes == "\r") return "\\r";
  std::string text;
  for (const char c : bytes) text += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  return text;
}

/// What is written for each character, of the first `limit` ones.
std::vector<std::string> characters(std::string_view text, std::size_t limit) {
  std::vector<std::string> all;
  while (!text.empty() && all.size() < limit) {
    const std::size_t length = character_length(text);
    const std::string_view next = text.substr(0, std::max<std::size_t>(length, 1));
    if (length > 0 && !is_control(next)) {
      all.emplace_back(next);
    } else {
      for (const char c : escaped(next)) all.emplace_back(1, c);
    }
    text.remove_prefix(next.size());
  }
  return all;
}

std::string joined(const std::vector<std::string>& parts, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t k = begin; k < end; ++k) text += parts[k];
  return text;
}

/// Printable, without its middle if it has more than `longest` characters.
std::string shortened(std::string_view text, std::size_t longest) {
  constexpr std::size_t front = 38, back = 39;
  const auto all = characters(text, std::string_view::npos);
  if (all.size() <= longest) return joined(all, 0, all.size());
  return joined(all, 0, front) + "..." + joined(all, all.size() - back, all.size());
}

/// The parts of a text between marks, each by a function.
template <class Change>
std::string each_part(std::string_view text, char mark, const Change& change) {
  std::string changed;
  while (true) {
    const std::size_t end = std::min(text.find(mark), text.size());
    changed += change(text.substr(0, end));
    if (end == text.size()) return changed;
    changed += mark;
    text.remove_prefix(end + 1);
  }
}

constexpr std::size_t longest_name = 160, longest_part = 1000;

}  // namespace

std::string printable(std::string_view text) {
  const auto all = characters(text, std::string_view::npos);
  return joined(all, 0, all.size());
}

std::string ascii(std::string_view text) {
  std::string all;
  for (const char c : printable(text))
    all += c < 0 ? fmt::format("\\x{:02x}", static_cast<unsigned char>(c)) : std::string(1, c);
  return all;
}

std::string shown(std::string_view text) {
  const auto all = characters(text, most + 1);
  if (all.size() <= most) return joined(all, 0, all.size());
  return joined(all, 0, most - 3) + "...";
}

std::string shown_name(std::string_view name) { return shortened(name, longest_name); }

std::string one_line(std::string_view message) {
  const std::string words = each_part(message, ' ', shown_name);
  return each_part(words, '\'',
                   [](std::string_view part) { return shortened(part, longest_part); });
}

}  // namespace simclr_flow
