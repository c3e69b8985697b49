#pragma once
// Lines that fit a terminal of any width that people use.
#include <string>
#include <string_view>
#include <vector>

namespace simclr_flow {

/// What `compare` prints is at most as wide, in pipes too; but for single words, as names of files,
/// that are wider.
inline constexpr std::size_t line_width = 100;

/// The text in lines of at most `width` characters, broken at blanks. Longer words are broken where
/// the line ends if `break_words`, else they stand by themselves.
std::vector<std::string> wrapped(std::string_view text, std::size_t width, bool break_words);

/// A paragraph: its first line behind `indent` blanks, the further ones behind `hanging`.
std::string paragraph(std::string_view text, std::size_t indent, std::size_t hanging);

struct NarrowCell {
  std::string text;
  std::size_t width;
  bool right = false;  ///< whether it stands at the right of its column
};

/// A row of a table, two blanks between its cells and before them: what is wider than its column
/// goes on below.
std::string narrow_row(const std::vector<NarrowCell>& cells);

}  // namespace simclr_flow
