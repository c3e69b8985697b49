#pragma once
// Lines of text tables as words. Private to data.
#include <string>
#include <string_view>
#include <vector>

namespace simclr_flow {

/// What separates the fields of every line of a file.
enum class Separator { comma, semicolon, tab, blanks };

/// By the first lines: a semicolon outside quotes, else a tab, else a comma, else blanks.
Separator separator_of(const std::vector<std::string>& lines);

/// "commas", "semicolons", "tabs", "blanks".
std::string_view name_of(Separator separator);

/// A field without blanks and quotes about it; "" within quotes stays as it is.
struct Word {
  std::string_view text;
  bool quoted = false;
};
using Words = std::vector<Word>;

/// The fields of a line; `where` is for the InputError of a quote that does not end on it.
Words words_of(std::string_view line, Separator separator, const std::string& where);

/// The word with "" within quotes as one.
std::string unquoted(const Word& word);

/// Whether a word stands for a missing value, as in R and Python: NA, N/A, None, null, NULL.
bool is_missing(const Word& word);

/// Whether a word begins as numbers do: with a digit, sign or decimal point or comma.
bool begins_as_number(const Word& word);

}  // namespace simclr_flow
