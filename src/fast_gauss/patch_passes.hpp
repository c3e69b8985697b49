#pragma once
// The inner loops over the points and cells of a surface, for each instruction set. Private.
#include "simclr_flow/core/instruction_set.hpp"

namespace simclr_flow {

/// A square holds what belongs to the products T_k(x) T_b(y), or x^k y^b, of degree k + b < P on the
/// patch [-1, 1]^2 of a cell: at [b·stride + k], zero where k + b >= P.
///
/// One step of a translation along a line of cells: the square of a source, and the table of its
/// offset, in which [k·stride + r] says what T_k at the source gives to T_r at the target.
struct PatchStep {
  const double* table;
  const double* square;
};

/// Of points that lie in a cell, their local coordinates x, y in [-1, 1].
struct PatchPoints {
  const double *x, *y;
  long count;
};

/// Where a polynomial goes: its values, and unless null its derivatives in x and y.
struct PatchOut {
  double *value, *by_x, *by_y;
};

struct PatchPasses {
  int degree;         ///< P
  long stride, size;  ///< of a row, of a square

  /// Adds sum_j q_j T_k(x_j) T_b(y_j); charges may be null, for 1.
  void (*moments)(const PatchPoints& points, const double* charges, double* square);
  /// out (b, r) = sum over steps and k of table (k, r) times square (b, k), for all b, r < P.
  void (*along_x)(const PatchStep* steps, long count, double* out);
  /// out (c, r) = sum over steps and b of table (b, c) times square (b, r); a square.
  void (*along_y)(const PatchStep* steps, long count, double* out);
  /// Turns coefficients of T_k(x) T_b(y) into those of x^k y^b.
  void (*to_monomials)(double* square);
  /// The polynomial with these coefficients of x^k y^b at the points.
  void (*polynomial)(const double* square, const PatchPoints& points, const PatchOut& out);
};

/// Those of one degree, 8, 12 or 16, for the instruction set of the process.
const PatchPasses& patch_passes(int degree);
inline constexpr int patch_degrees[] = {8, 12, 16};

/// By set, in the order of patch_degrees.
extern const PatchPasses patch_passes_baseline[3], patch_passes_avx2[3], patch_passes_avx512[3];

}  // namespace simclr_flow
