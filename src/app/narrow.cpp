#include "narrow.hpp"

#include <algorithm>

namespace simclr_flow {
namespace {

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

/// Characters, of UTF-8.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

/// The bytes of the first `count` characters.
std::size_t bytes_of(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; at < text.size(); ++at)
    if (begins_character(text[at]) && count-- == 0) break;
  return at;
}

void trim_end(std::string& line) { line.erase(line.find_last_not_of(' ') + 1); }

}  // namespace

std::vector<std::string> wrapped(std::string_view text, std::size_t width, bool break_words) {
  std::vector<std::string> lines{""};
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (!lines.back().empty() && width_of(lines.back()) + 1 + width_of(word) > width)
      lines.emplace_back();
    while (break_words && width_of(word) > width) {
      lines.back() = word.substr(0, bytes_of(word, width));
      word.remove_prefix(lines.back().size());
      lines.emplace_back();
    }
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
  }
  return lines;
}

std::string paragraph(std::string_view text, std::size_t indent, std::size_t hanging) {
  std::string all;
  std::size_t before = indent;
  // The first line may be longer than the further ones: it is broken as they are.
  for (const std::string& line : wrapped(text, line_width - std::max(indent, hanging), false)) {
    all += std::string(before, ' ') + line + "\n";
    before = hanging;
  }
  return all;
}

std::string narrow_row(const std::vector<NarrowCell>& cells) {
  std::vector<std::vector<std::string>> columns;
  std::size_t height = 1;
  for (const NarrowCell& cell : cells) {
    columns.push_back(wrapped(cell.text, cell.width, true));
    height = std::max(height, columns.back().size());
  }
  std::string all;
  for (std::size_t k = 0; k < height; ++k) {
    std::string line;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const std::string text = k < columns[c].size() ? columns[c][k] : "";
      const std::string blanks(cells[c].width - width_of(text), ' ');
      line += "  " + (cells[c].right ? blanks + text : text + blanks);
    }
    trim_end(line);
    all += line + "\n";
  }
  return all;
}

}  // namespace simclr_flow
