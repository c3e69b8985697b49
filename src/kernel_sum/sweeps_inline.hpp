// Included once by each sweeps_*.cpp, which is compiled for one instruction set and defines
// SWEEP_SET. Plain loops: the compiler vectorises them; nothing here may be shared between sets.
#include <algorithm>

#include "exp2.hpp"
#include "sweeps.hpp"

namespace simclr_flow {
namespace {

template <int D>
double first_sweep(const SweepPoints& points, long row, long skip_first, long skip_last, double* k,
                   double* pull) {
  const long padded = points.padded;
  const double *x0 = points.x, *x1 = x0 + (D > 1) * padded, *x2 = x1 + (D > 2) * padded,
               *x3 = x2 + (D > 3) * padded;
  const double u0 = x0[row], u1 = x1[row], u2 = x2[row], u3 = x3[row], rate = -points.rate;
  double sum = 0, p0 = 0, p1 = 0, p2 = 0, p3 = 0;
#pragma omp simd reduction(+ : sum, p0, p1, p2, p3)
  for (long j = 0; j < padded; ++j) {
    const double d0 = x0[j] - u0, d1 = D > 1 ? x1[j] - u1 : 0, d2 = D > 2 ? x2[j] - u2 : 0,
                 d3 = D > 3 ? x3[j] - u3 : 0;
    double square = d0 * d0;
    if (D > 1) square += d1 * d1;
    if (D > 2) square += d2 * d2;
    if (D > 3) square += d3 * d3;
    double value = exp2_not_positive(rate * square);
    value = j >= skip_first && j < skip_last ? 0 : value;
    k[j] = value;
    sum += value;
    p0 += value * d0;
    if (D > 1) p1 += value * d1;
    if (D > 2) p2 += value * d2;
    if (D > 3) p3 += value * d3;
  }
  const double all[] = {p0, p1, p2, p3};
  std::copy_n(all, D, pull);
  return sum;
}

template <int D>
void second_sweep(const SweepPoints& points, long first_row, long rows, const double* k,
                  const double* scale, double* gradient) {
  const long padded = points.padded;
  for (long r = 0; r < rows; r += 2) {
    const double *ka = k + r * padded, *kb = ka + padded;
    const double a = scale[r], b = scale[r + 1];
    for (int c = 0; c < D; ++c) {
      const double* x = points.x + c * padded;
      const double ua = x[first_row + r], ub = x[std::min(first_row + r + 1, padded - 1)];
      double* g = gradient + c * padded;
#pragma omp simd
      for (long j = 0; j < padded; ++j) g[j] += a * ka[j] * (x[j] - ua) + b * kb[j] * (x[j] - ub);
    }
  }
}

double product_sweep(double* k, const double* half, double half_i, double rate, long count,
                     long skip_first, long skip_last) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (long j = 0; j < count; ++j) {
    const double t = 2 * rate * (k[j] - half_i - half[j]);
    double value = exp2_not_positive(t > 0 ? 0 : t);  // rounding may put a distance below 0
    value = j >= skip_first && j < skip_last ? 0 : value;
    k[j] = value;
    sum += value;
  }
  return sum;
}

}  // namespace

const SweepTable SWEEP_SET = {SWEEP_NAME,
                              {first_sweep<1>, first_sweep<2>, first_sweep<3>, first_sweep<4>},
                              {second_sweep<1>, second_sweep<2>, second_sweep<3>, second_sweep<4>},
                              product_sweep};

}  // namespace simclr_flow
