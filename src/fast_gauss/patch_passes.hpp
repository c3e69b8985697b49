#pragma once
// The inner loops over the points and cells of a surface, for each instruction set. Private.
#include "simclr_flow/core/instruction_set.hpp"
#include "sphere_chart.hpp"

namespace simclr_flow {

/// A square holds what belongs to the products T_k(x) T_b(y), or x^k y^b, of degree k + b < P on
/// the patch [-1, 1]^2 of a cell: at [b·stride + k], zero where k + b >= P.
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

/// Products with a table of `count` rows of `length` numbers, a multiple of 8; all on cache lines.
struct HarmonicPasses {
  /// out[2 r] = row r times a, out[2 r + 1] = row r times b.
  void (*rows_times_columns)(const double* table, long count, long length, const double* a,
                             const double* b, double* out);
  /// out[c·length + i] = sum_r factors[r·columns + c] table[r·length + i], for 2 columns and for 4.
  void (*combine_2)(const double* table, long count, long length, const double* factors,
                    double* out);
  void (*combine_4)(const double* table, long count, long length, const double* factors,
                    double* out);
};
const HarmonicPasses& harmonic_passes();

/// Points of a cell of the sphere, those of the southern half by their image in the equator.
struct SpherePasses {
  /// Their local coordinates; how many are not surely in the cell, whatever rounding does.
  long (*coordinates)(const SphereChart& chart, const SpherePoints& points, double* x, double* y);
  /// Gradients in R^3: along the sphere by the slopes, and along the point by the radial part.
  void (*gradients)(const SphereChart& chart, const SpherePoints& points,
                    const SphereSlopes& slopes, double* x, double* y, double* z);
};
const SpherePasses& sphere_passes();

/// By set; degrees in the order of patch_degrees.
struct PatchSet {
  PatchPasses patch[3];
  HarmonicPasses harmonic;
  SpherePasses sphere;
};
extern const PatchSet patch_passes_baseline, patch_passes_avx2, patch_passes_avx512;

}  // namespace simclr_flow
