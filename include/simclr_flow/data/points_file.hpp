#pragma once
#include <string>
#include <vector>

#include "simclr_flow/core/array_axes.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

// Points in files of text and NumPy's .npy, plain or gzip, or from a pipe. What a file is, its
// bytes tell, not its name. All throw InputError naming the file, for what is neither (the format
// is named, and the way), and for more than 2 GiB of a gzip file or pipe.

/// A text table: one point a row. Lines that are empty or begin with # are skipped, and a byte
/// order mark.
///
/// Separator: one per file, by its first two lines: a semicolon, else a tab, else a comma, else
/// blanks. Beside semicolons and tabs a comma in a number is its decimal sign; one sign a file.
/// Blanks about fields and double quotes about words, numbers too, are dropped.
///
/// Header: the first row, if a word of it that does not begin as numbers do stands above numbers,
/// or if all its words stand in quotes and no number below does; if it is 0, 1, ..., d-1, which
/// pandas writes (d >= 2, or behind an empty name); or, in tables of words alone, if its words do
/// not come again.
///
/// Index: the first column, if its name is empty, "Unnamed: 0" or "rownames", or if the header has
/// one name less than the rows have fields (R's row names). It is left out.
///
/// Words: a column without numbers holds words; they are numbered 0, 1, ... in the order of their
/// bytes.
///
/// Numbers are rounded to the nearest double; those below all subnormals are 0.
struct CsvTable {
  /// A column of words.
  struct Text {
    Index column = 0;
    std::vector<std::string> words;  ///< by their numbers
    std::string doubt;  ///< if its first word begins as a number does: that it is none, and where
  };

  std::vector<std::string> names;  ///< one per column, or empty
  Points values;                   ///< (columns)×N; of columns of words their numbers
  std::vector<Text> texts;
  bool index = false;     ///< whether a first column was left out
  bool numbered = false;  ///< whether the header is 0, 1, ..., d-1
  std::string layout;     ///< "separated by commas", and the decimal sign if it is a comma

  /// The column of this name, or of this number from 1 in the file; -1 if there is none.
  Index column(const std::string& name) const;
  /// The column in messages: "'species'" or "5", from 1 in the file.
  std::string label(Index column) const;
  /// "separated by commas; header x, y; first column an index, left out".
  std::string understood() const;
};

/// Throws InputError naming file and line: a word where a number is expected, a number that is not
/// finite, an empty field, ragged rows, no rows, a header of other than one name a column; and what
/// could be read in two ways: a first row 0, 1 above integers, one name above numbers with one
/// comma each, two decimal signs.
CsvTable read_csv_table(const std::string& file);

/// Points from a NumPy array of shape (N, d) or (N,), or of three axes as asked: floats and
/// integers of any size, booleans, little- or big-endian, C or Fortran order. Returned d×N;
/// integers beyond 2^53 are rounded. Throws InputError also for values that are not finite.
Points read_npy_points(const std::string& file, const ArrayAxes& asked = {});

/// The points of a file of either kind.
struct PointsFile {
  Points points;      ///< d×N
  std::string taken;  ///< what of a text was taken as no point, or read unusually; else empty
  bool words_left_out = false;  ///< whether a column of words was
};
/// Throws InputError as the above, also for several columns of words. One is left out, as labels.
PointsFile read_points_file(const std::string& file, const ArrayAxes& asked = {});

// Writing keeps every digit and replaces what is there. Throws StorageError if it fails.

/// Points d×N as rows of a .npy array (N, d).
void write_npy_points(const std::string& file, const Points& points);
/// A .npy array (P,).
void write_npy_vector(const std::string& file, const State& values);
/// Points d×N as rows of comma-separated text.
void write_csv_points(const std::string& file, const Points& points);

/// Throws InputError naming the file and row of the first coordinate that is not finite.
void require_finite(const std::string& file, PointsView points);

}  // namespace simclr_flow
