#pragma once
// The columns of a text table, row by row. Private to data.
#include <map>
#include <string>
#include <vector>

#include "csv_words.hpp"
#include "simclr_flow/data/points_file.hpp"

namespace simclr_flow {

/// "file:line:" of a row.
std::string place(const std::string& file, Index line);

/// Whether a word is a number, by the separator that says what a comma in it is.
bool is_number(const Word& word, Separator separator);

/// Takes rows and keeps what their fields mean. What a column holds, its first row tells.
class CsvColumns {
 public:
  /// `skipped` first fields of every row are an index.
  CsvColumns(std::string file, Separator separator, std::size_t skipped)
      : file_(std::move(file)), separator_(separator), skipped_(skipped) {}

  /// Throws InputError with file and line.
  void add(const Words& words, Index line);
  Index rows() const { return rows_; }
  std::size_t width() const { return width_; }  ///< fields of a row, the index too

  bool has_numbers() const;
  /// Of words alone: whether no word of the first row comes again in its column or may be a number.
  bool first_row_may_name() const;
  /// Forgets such a first row.
  void drop_first_row();

  /// The table but for its header.
  CsvTable table() const;

 private:
  struct Column {
    bool holds_words = false;
    std::string first;  ///< of words, number 0
    bool first_recurs = false;
    std::map<std::string, Index> numbers;  ///< of words, in the order of their coming
    std::string doubt;
  };
  void require_fields(const Words& words, Index line) const;
  void begin(const Words& words, Index line);
  double number(const Word& word, Index line);
  double word_number(Column& column, const Word& word, Index line);
  void note_decimal_sign(char sign, const Word& word, Index line);

  std::string file_;
  Separator separator_;
  std::size_t skipped_, width_ = 0;
  Index rows_ = 0, first_line_ = 0;
  std::vector<Column> columns_;
  std::vector<double> values_;
  char decimal_sign_ = 0;
  Index decimal_line_ = 0;
};

}  // namespace simclr_flow
