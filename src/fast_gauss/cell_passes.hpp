#pragma once
// The inner loops of sums on a row or ring of cells, for each instruction set. Private.

namespace simclr_flow {

/// Polynomials on a cell have at most this many powers, an even number, and stand so far apart.
inline constexpr int coefficient_stride = 16;
inline constexpr int least_degree = 6, most_degree = 16;

/// What is wanted of polynomials at points: null, what is not.
struct ChainOutputs {
  double* value;  ///< p(x_i)
  double* slope;  ///< scale p'(x_i)
  double scale;
};

/// The same on a circle: p/r, the direction of each point, by coordinates.
struct CircleOutputs {
  const double *across, *up;  ///< coordinates 0 and 1 of the points
  double* value;              ///< p(x_i)
  double *gradient_across, *gradient_up;
  double turn;    ///< what p'(x_i) is multiplied with along (-up, across)
  double radial;  ///< what the radial polynomial is multiplied with along the point
};

/// Loops of one degree: number of powers. Arrays need no alignment.
struct DegreePasses {
  /// out[b] = sum_i q_i x_i^b; q = null: all 1.
  void (*moments)(const double* x, const double* q, long count, double* out);
  /// p[a] += sum_b table[b·coefficient_stride + a] m[b].
  void (*translate)(const double* table, const double* m, double* p);
  void (*evaluate)(const double* p, const double* x, long count, const ChainOutputs& out);
  void (*evaluate_circle)(const double* p, const double* radial, const double* x, long count,
                          const CircleOutputs& out);
};

struct CellPasses {
  DegreePasses degrees[(most_degree - least_degree) / 2 + 1];
  /// x[i] = asin(s_i)/half_angle, s_i the sine of the angle from the unit vector (cosine, sine) to
  /// the point, |s_i| < 0.14; returns how many |x[i]| exceed `inner` or lie behind it.
  long (*circle_coordinates)(const double* across, const double* up, long count, double cosine,
                             double sine, double inverse_radius, double half_angle, double inner,
                             double* x);
};

extern const CellPasses cell_passes_avx512, cell_passes_avx2, cell_passes_baseline;

/// Those of this process: see core/instruction_set.hpp.
const CellPasses& cell_passes();
inline const DegreePasses& passes_of_degree(int degree) {
  return cell_passes().degrees[(degree - least_degree) / 2];
}

}  // namespace simclr_flow
