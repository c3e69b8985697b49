#pragma once
// What the first row of a text table is. Private to data.
#include <string>
#include <vector>

#include "csv_words.hpp"

namespace simclr_flow {

/// The first two rows of a table, and the lines they stand in.
struct FirstRows {
  Words first{}, second{};
  long first_line = 0, second_line = 0;
  std::string file;
  Separator separator = Separator::comma;
};

/// The part of a first row.
struct CsvHeader {
  bool is_one = false;
  bool index = false;              ///< the first field of every further row belongs to no column
  bool numbered = false;           ///< 0, 1, ..., d-1
  std::vector<std::string> names;  ///< without that of an index
};

/// By the rules of CsvTable, but for tables of words alone, whose first row is none here. Throws
/// InputError for rows that could be read in two ways, and for a header of another number of names.
CsvHeader header_of(const FirstRows& rows);

/// Whether a word names rather than counts: it is no number, and does not begin as one unless it
/// stands in quotes.
bool is_name(const Word& word, Separator separator);

std::vector<std::string> unquoted(const Words& words, std::size_t skipped);

}  // namespace simclr_flow
