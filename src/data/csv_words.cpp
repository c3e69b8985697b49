#include "csv_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"

namespace simclr_flow {
namespace {

constexpr std::string_view blanks_of_lines = " \t\r";

/// Whether a character stands in a line outside double quotes.
bool holds(std::string_view line, char wanted) {
  bool quoted = false;
  return std::ranges::any_of(line, [&quoted, wanted](char c) {
    if (c == '"') quoted = !quoted;
    return c == wanted && !quoted;
  });
}

std::string_view trim_left(std::string_view text, std::string_view blanks) {
  return text.substr(std::min(text.find_first_not_of(blanks), text.size()));
}

/// Takes a quoted field, whose quote is the first character, off the line.
Word take_quoted(std::string_view& line, const std::string& where) {
  std::size_t end = 1;
  while (true) {
    end = line.find('"', end);
    if (end == std::string_view::npos)
      throw InputError(fmt::format("{} the quote before '{}' does not end on its line", where,
                                   shown(line.substr(1))));
    if (line.substr(end + 1, 1) != "\"") break;
    end += 2;
  }
  const Word word{line.substr(1, end - 1), true};
  line.remove_prefix(end + 1);
  return word;
}

Words words_between_blanks(std::string_view line, const std::string& where) {
  Words words;
  while (!(line = trim_left(line, blanks_of_lines)).empty()) {
    if (line.front() == '"') {
      words.push_back(take_quoted(line, where));
      continue;
    }
    words.push_back({line.substr(0, line.find_first_of(blanks_of_lines))});
    line.remove_prefix(words.back().text.size());
  }
  return words;
}

/// Whether tabs stand between the fields of a line; where blanks do so too they are but blanks.
bool separates_by_tabs(std::string_view line) {
  line = line.substr(0, line.find_last_not_of(blanks_of_lines) + 1);
  if (!holds(line, '\t')) return false;
  while (!line.empty()) {
    const std::string_view field = trim_left(line.substr(0, line.find('\t')), " ");
    const auto blank = field.find(' ');
    if (begins_as_number({field}) && blank != std::string_view::npos &&
        field.find_first_not_of(' ', blank) != std::string_view::npos)
      return false;
    line.remove_prefix(std::min(line.find('\t'), line.size() - 1) + 1);
  }
  return true;
}

char mark_of(Separator separator) {
  return separator == Separator::comma ? ',' : separator == Separator::semicolon ? ';' : '\t';
}

}  // namespace

Separator separator_of(const std::vector<std::string>& lines) {
  const auto some_hold = [&lines](char mark) {
    return std::ranges::any_of(lines, [mark](const std::string& l) { return holds(l, mark); });
  };
  if (some_hold(';')) return Separator::semicolon;
  if (std::ranges::all_of(lines, separates_by_tabs)) return Separator::tab;
  return some_hold(',') ? Separator::comma : Separator::blanks;
}

std::string_view name_of(Separator separator) {
  switch (separator) {
    case Separator::comma:
      return "commas";
    case Separator::semicolon:
      return "semicolons";
    case Separator::tab:
      return "tabs";
    case Separator::blanks:
      return "blanks";
  }
  return "";
}

Words words_of(std::string_view line, Separator separator, const std::string& where) {
  if (separator == Separator::blanks) return words_between_blanks(line, where);
  const char mark = mark_of(separator);
  const std::string_view blanks = separator == Separator::tab ? " \r" : blanks_of_lines;
  Words words;
  if (line.find_first_not_of(blanks_of_lines) == std::string_view::npos) return words;
  while (true) {
    line = trim_left(line, blanks);
    const bool quoted = line.starts_with('"');
    if (quoted) {
      words.push_back(take_quoted(line, where));
      line = trim_left(line, blanks);
      if (!line.empty() && line.front() != mark)
        throw InputError(fmt::format("{} '{}' stands behind the quotes of field {}", where,
                                     shown(line.substr(0, line.find(mark))), words.size()));
    }
    const std::size_t end = std::min(line.find(mark), line.size());
    if (!quoted) {
      const std::string_view field = line.substr(0, end);
      words.push_back({field.substr(0, field.find_last_not_of(blanks) + 1)});
    }
    if (end == line.size()) return words;
    line.remove_prefix(end + 1);
  }
}

std::string unquoted(const Word& word) {
  std::string text(word.text);
  for (std::size_t at = 0; word.quoted && (at = text.find("\"\"", at)) != std::string::npos; ++at)
    text.erase(at, 1);
  return text;
}

bool is_missing(const Word& word) {
  constexpr std::string_view known[] = {"NA", "N/A", "None", "null", "NULL"};
  return !word.quoted && std::ranges::find(known, word.text) != std::end(known);
}

bool begins_as_number(const Word& word) {
  return !word.text.empty() &&
         std::string_view("0123456789+-.,").find(word.text.front()) != std::string_view::npos;
}

}  // namespace simclr_flow
