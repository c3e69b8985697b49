#pragma once
// The loops that sums over pairs spend their time in: without branches, so that compilers vectorise
// them. Private to theory.
#include "simclr_flow/core/types.hpp"

// Once more for processors with wider vectors, which the program finds when it starts.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define SIMCLR_FLOW_WIDE __attribute__((target_clones("default", "arch=x86-64-v3")))
#else
#define SIMCLR_FLOW_WIDE
#endif

namespace simclr_flow::theory {

/// Sums of n numbers are made of so many partial ones: each is n/8 additions deep.
inline constexpr Index lanes = 8;

/// s_j += (x_j - at)^2/2, or is set to it first.
void add_half_squares(const double* x, double at, Index n, bool first, double* s);
/// k_j = exp((least - s_j) rate)
void gauss_row(const double* s, Index n, double least, double rate, double* k);
double sum_of_row(const double* a, Index n);
double dot_of_row(const double* a, const double* b, Index n);
/// column_j -= u slope_j (x_j - at); returns the sum of slope_j (x_j - at).
double add_differences(const double* slope, const double* x, double at, double u, Index n,
                       double* column);
/// sizes_j = slope_j (2 s_j)^{1/2}
void sizes_of_row(const double* slope, const double* s, Index n, double* sizes);
void add_multiple(double u, const double* a, Index n, double* to);

}  // namespace simclr_flow::theory
