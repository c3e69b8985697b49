#pragma once
#include <string>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Points from a text table: one particle a row, coordinates separated by commas, semicolons,
/// spaces or tabs; lines that are empty or begin with # are skipped. Returned d×N.
/// Throws InputError naming file and line: not a finite number, ragged rows, no rows.
Points read_csv_points(const std::string& file);

/// Points from a NumPy .npy array of shape (N, d) or (N,), float64 or float32, little-endian, C or
/// Fortran order. Returned d×N. Throws InputError naming the file and what is wrong with it.
Points read_npy_points(const std::string& file);

/// Writes points d×N as rows, every digit kept: .npy by its name, else comma-separated text.
/// Throws InputError if the file exists and `force` is false, StorageError if it cannot be written.
void write_points(const std::string& file, const Points& points, bool force);

/// Throws InputError naming the file and row of the first coordinate that is not finite.
void require_finite(const std::string& file, const Points& points);

}  // namespace simclr_flow
