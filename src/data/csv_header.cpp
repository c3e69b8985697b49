#include "csv_header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "csv_columns.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"

namespace simclr_flow {
namespace {

/// Whether a name of the first row stands above numbers.
bool names_numbers(const FirstRows& rows, std::size_t skipped) {
  bool numbers = false,
       quotes_alone = true;  // all words above stand in quotes, no number below does
  for (std::size_t c = skipped; c < rows.first.size(); ++c) {
    const Word &above = rows.first[c], &below = rows.second[c];
    const bool number = is_number(below, rows.separator);
    if (number && is_name(above, rows.separator)) return true;
    numbers |= number;
    quotes_alone &= above.quoted && !(number && below.quoted);
  }
  return numbers && quotes_alone;
}

bool all_names(const FirstRows& rows, std::size_t skipped) {
  return std::all_of(rows.first.begin() + static_cast<std::ptrdiff_t>(skipped), rows.first.end(),
                     [&rows](const Word& word) { return is_name(word, rows.separator); });
}

/// Whether the first row is 0, 1, ..., d-1.
bool counts(const Words& first, std::size_t skipped) {
  for (std::size_t c = skipped; c < first.size(); ++c)
    if (first[c].text != std::to_string(c - skipped)) return false;
  return first.size() > skipped;
}

bool is_integer(const Word& word) {
  return !word.text.empty() && std::ranges::all_of(word.text, [](char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+';
  });
}

/// 0, 1 above integers may be a point of the plane as well.
void require_header_of_two(const FirstRows& rows) {
  if (rows.first.size() != 2 || std::ranges::none_of(rows.second, is_integer) ||
      !std::ranges::all_of(rows.second,
                           [&](const Word& word) { return is_number(word, rows.separator); }))
    return;
  throw InputError(
      fmt::format("{} the row 0, 1 may be a header, as pandas writes it, or a point: name the "
                  "columns, or write the point 0.0, 1.0",
                  place(rows.file, rows.first_line)));
}

bool is_index_name(const Word& word) {
  return word.text.empty() || word.text == "Unnamed: 0" || word.text == "rownames";
}

/// A header with one name less than the rows have fields, as R writes it above row names.
CsvHeader header_above_row_names(const FirstRows& rows) {
  const Word& name = rows.second.front();
  if (rows.separator == Separator::comma && rows.second.size() == 2 && !name.quoted)
    throw InputError(fmt::format(
        "{} '{},{}' below one name may be a row name and a number, or a number with a "
        "decimal comma: where commas are decimal signs, separate by semicolons or tabs",
        place(rows.file, rows.second_line), shown(name.text), shown(rows.second[1].text)));
  const bool row_name =
      name.quoted || !is_number(name, rows.separator) || name.text == "1" || name.text == "0";
  return row_name ? CsvHeader{true, true, false, unquoted(rows.first, 0)} : CsvHeader{};
}

/// A table that pandas wrote with its index, read and wrote again has it twice.
void require_one_index(const FirstRows& rows, std::size_t skipped) {
  for (std::size_t c = std::max<std::size_t>(skipped, 1); c < rows.first.size(); ++c)
    if (rows.first[c].text.starts_with("Unnamed: 0"))
      throw InputError(
          fmt::format("{} column {}, '{}', is an index that pandas wrote a second time: leave it "
                      "out, as by to_csv(index=False)",
                      place(rows.file, rows.first_line), c + 1, shown(rows.first[c].text)));
}

}  // namespace

bool is_name(const Word& word, Separator separator) {
  return !word.text.empty() && !is_missing(word) && !is_number(word, separator) &&
         (word.quoted || !begins_as_number(word));
}

std::vector<std::string> unquoted(const Words& words, std::size_t skipped) {
  std::vector<std::string> names;
  for (std::size_t c = skipped; c < words.size(); ++c) names.push_back(unquoted(words[c]));
  return names;
}

CsvHeader header_of(const FirstRows& rows) {
  const std::size_t width = rows.second.size();
  if (rows.first.size() != width) {
    if (std::ranges::none_of(rows.first,
                             [&](const Word& word) { return is_name(word, rows.separator); }))
      return {};  // ragged rows
    CsvHeader header;
    if (rows.first.size() + 1 == width) header = header_above_row_names(rows);
    if (header.is_one) return header;
    throw InputError(fmt::format("data file '{}' has {} columns, but a header of {} names",
                                 rows.file, width, rows.first.size()));
  }
  for (std::size_t c = 1; c < width; ++c)
    if (rows.first[c].text.empty()) return {};  // told where rows are taken
  const bool index = width > 1 && is_index_name(rows.first.front());
  const std::size_t skipped = index ? 1 : 0;
  const bool unnamed = index && rows.first.front().text.empty();
  const bool numbered = width > 1 && counts(rows.first, skipped);
  const bool named = names_numbers(rows, unnamed ? 1 : 0) || (index && all_names(rows, 1));
  if (!numbered && !named) return {};
  if (!named && !index) require_header_of_two(rows);
  require_one_index(rows, skipped);
  return {true, index, numbered, unquoted(rows.first, skipped)};
}

}  // namespace simclr_flow
