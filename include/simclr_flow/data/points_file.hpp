#pragma once
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Points from a text table: one particle a row, coordinates separated by commas or semicolons, or
/// in a line without any by spaces or tabs; lines that are empty or begin with # are skipped, and a
/// byte order mark. Returned d×N.
/// Throws InputError naming file and line: not a finite number, an empty field, ragged rows, no
/// rows.
Points read_csv_points(const std::string& file);

/// A text table: numbers as those of read_csv_points, and names of the columns, if its first line
/// is a header: one of which no word begins with a digit, sign or dot. Words of a header are
/// separated by commas, semicolons or tabs, or else by spaces; double quotes about them are
/// dropped.
struct CsvTable {
  std::vector<std::string> names;  ///< one a column, or empty
  Points values;                   ///< d×N

  /// The column of this name, or of this number from 1; -1 if there is none.
  Index column(const std::string& name) const;
};
/// Throws InputError as read_csv_points; also for a header of other than one name a column.
CsvTable read_csv_table(const std::string& file);

/// Points from a NumPy .npy array of shape (N, d) or (N,): float64, float32, integers of any size
/// or booleans, little-endian, C or Fortran order. Returned d×N; integers beyond 2^53 are rounded.
/// Throws InputError naming the file and what is wrong with it.
Points read_npy_points(const std::string& file);

// Writing keeps every digit and replaces what is there. Throws StorageError if it fails.

/// Points d×N as rows of a .npy array (N, d).
void write_npy_points(const std::string& file, const Points& points);
/// A .npy array (P,).
void write_npy_vector(const std::string& file, const State& values);
/// Points d×N as rows of comma-separated text.
void write_csv_points(const std::string& file, const Points& points);

/// Throws InputError naming the file and row of the first coordinate that is not finite.
void require_finite(const std::string& file, const Points& points);

}  // namespace simclr_flow
