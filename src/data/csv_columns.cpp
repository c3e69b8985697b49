#include "csv_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/parse_real.hpp"
#include "simclr_flow/core/shown.hpp"

namespace simclr_flow {
namespace {

/// A number's text with a decimal point: beside semicolons and tabs its one comma is one.
std::string with_point(const Word& word, Separator separator) {
  std::string text(word.text);
  const bool comma_is_decimal = separator == Separator::semicolon || separator == Separator::tab;
  const auto comma = text.find(',');
  if (comma_is_decimal && comma != std::string::npos && comma + 1 < text.size() &&
      text.find('.') == std::string::npos && text.find(',', comma + 1) == std::string::npos)
    text[comma] = '.';
  return text;
}

/// What may have gone wrong with a word that is no number.
std::string_view hint_at(const Word& word, Separator separator) {
  if (separator == Separator::comma && !word.quoted &&
      word.text.find_first_of(" \t") != std::string_view::npos)
    return " (the file's separator is the comma; where commas are decimal signs, separate by "
           "semicolons or tabs)";
  if (separator == Separator::comma && word.text.find(',') != std::string_view::npos)
    return " (where commas are decimal signs, separate by semicolons or tabs)";
  if (separator != Separator::comma && word.text.find(',') != std::string_view::npos)
    return " (one separator a file; beside semicolons and tabs a comma is a decimal sign)";
  return "";
}

/// Whether a word may be meant as a number: it begins as one, or stands in quotes and has no
/// letter.
bool is_doubtful(const Word& word) {
  return begins_as_number(word) &&
         (!word.quoted || word.text.find_first_not_of("0123456789+-., ") == std::string_view::npos);
}

}  // namespace

std::string place(const std::string& file, Index line) {
  return fmt::format("{}:{}:", shown_name(file), line);
}

bool is_number(const Word& word, Separator separator) {
  return parse_real(with_point(word, separator)).has_value();
}

void CsvColumns::begin(const Words& words, Index line) {
  width_ = words.size();
  first_line_ = line;
  for (std::size_t c = skipped_; c < width_; ++c) {
    Column column;
    column.holds_words = !is_number(words[c], separator_);
    column.first = unquoted(words[c]);
    if (column.holds_words && is_doubtful(words[c]))
      column.doubt = fmt::format("{} '{}' is not a number{}", place(file_, line),
                                 shown(column.first), hint_at(words[c], separator_));
    columns_.push_back(std::move(column));
  }
}

void CsvColumns::require_fields(const Words& words, Index line) const {
  for (std::size_t c = skipped_; c < words.size(); ++c) {
    if (words[c].text.empty() && !words[c].quoted)
      throw InputError(fmt::format("{} empty field {}, expected a value in every field",
                                   place(file_, line), c + 1));
    if (is_missing(words[c]))
      throw InputError(
          fmt::format("{} '{}' stands for a missing value, expected a value in every "
                      "field (in quotes it is a word)",
                      place(file_, line), words[c].text));
  }
  if (rows_ == 0 || words.size() == width_) return;
  for (const Column& column : columns_)
    if (!column.doubt.empty()) throw InputError(column.doubt);
  throw InputError(fmt::format("{} {} coordinates, but the rows before it have {}",
                               place(file_, line), words.size() - skipped_, width_ - skipped_));
}

void CsvColumns::add(const Words& words, Index line) {
  require_fields(words, line);
  if (rows_++ == 0) begin(words, line);
  for (std::size_t c = skipped_; c < width_; ++c) {
    Column& column = columns_[c - skipped_];
    values_.push_back(column.holds_words ? word_number(column, words[c], line)
                                         : number(words[c], line));
  }
}

double CsvColumns::number(const Word& word, Index line) {
  const std::string text = with_point(word, separator_);
  const std::string_view flaw = flaw_of_real(text);
  if (!flaw.empty())
    throw InputError(fmt::format("{} '{}' {}{}", place(file_, line), shown(word.text), flaw,
                                 flaw == "is not a number" ? hint_at(word, separator_) : ""));
  if (text != word.text)
    note_decimal_sign(',', word, line);
  else if (text.find('.') != std::string::npos)
    note_decimal_sign('.', word, line);
  return *parse_real(text);
}

void CsvColumns::note_decimal_sign(char sign, const Word& word, Index line) {
  if (decimal_sign_ == 0) {
    decimal_sign_ = sign;
    decimal_line_ = line;
  }
  if (decimal_sign_ != sign)
    throw InputError(fmt::format(
        "{} '{}' has a decimal {}, but line {} a decimal {}: beside semicolons and tabs a comma is "
        "a decimal sign, one per file",
        place(file_, line), shown(word.text), sign == ',' ? "comma" : "point", decimal_line_,
        sign == ',' ? "point" : "comma"));
}

double CsvColumns::word_number(Column& column, const Word& word, Index line) {
  const std::string text = unquoted(word);
  const bool number = is_number(word, separator_) && !word.quoted;
  if (number && !column.doubt.empty()) throw InputError(column.doubt);
  if (number)
    throw InputError(
        fmt::format("{} '{}' is a number, but '{}' in line {} of the same column is "
                    "none",
                    place(file_, line), shown(text), shown(column.first), first_line_));
  const Index known = std::ssize(column.numbers);
  const Index place_in_order = column.numbers.emplace(text, known).first->second;
  if (place_in_order == 0 && rows_ > 1) column.first_recurs = true;
  return static_cast<double>(place_in_order);
}

bool CsvColumns::has_numbers() const {
  return std::ranges::any_of(columns_, [](const Column& c) { return !c.holds_words; });
}

bool CsvColumns::first_row_may_name() const {
  return std::ranges::none_of(columns_,
                              [](const Column& c) { return c.first_recurs || !c.doubt.empty(); });
}

void CsvColumns::drop_first_row() {
  values_.erase(values_.begin(), values_.begin() + std::ssize(columns_));
  for (double& value : values_) --value;
  --rows_;
  for (Column& column : columns_) {
    column.numbers.erase(column.first);
    for (auto& [word, number] : column.numbers) --number;
  }
}

CsvTable CsvColumns::table() const {
  CsvTable table;
  table.index = skipped_ > 0;
  table.layout = fmt::format("separated by {}{}", name_of(separator_),
                             decimal_sign_ == ',' ? ", decimal commas" : "");
  const Index width = std::ssize(columns_);
  table.values = Eigen::Map<const Points>(values_.data(), width, rows_);
  for (Index c = 0; c < width; ++c) {
    const Column& column = columns_[static_cast<std::size_t>(c)];
    if (!column.holds_words) continue;
    CsvTable::Text text{c, {}, column.doubt};
    State order(std::ssize(column.numbers));  // a map has its words in the order of their bytes
    for (const auto& [word, number] : column.numbers) {
      order(number) = static_cast<double>(text.words.size());
      text.words.push_back(word);
    }
    for (double& value : table.values.row(c)) value = order(static_cast<Index>(value));
    table.texts.push_back(std::move(text));
  }
  return table;
}

}  // namespace simclr_flow
