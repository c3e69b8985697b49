#include "simclr_flow/diagnostics/kernel_discrepancy.hpp"

#include <cmath>

#include "simclr_flow/kernel_sum/cross_sum.hpp"

namespace simclr_flow {
namespace {

/// sum_ij p_i q_j k(a_i, b_j).
double mean_kernel(const Law& a, const Law& b, double tau) {
  const State logs = b.mass ? State(b.mass->array().log()) : State();
  const State potential =
      CrossSum(gauss_profile(tau), a.z, b.z, logs).log_potential().array().exp();
  const double mean = a.mass ? a.mass->dot(potential) : potential.mean();
  return b.mass ? mean : mean / static_cast<double>(b.size());
}

}  // namespace

double squared_mmd(const Law& a, const Law& b, double tau) {
  const double within = mean_kernel(a, a, tau) + mean_kernel(b, b, tau);
  const double square = within - 2 * mean_kernel(a, b, tau);
  return square < 0 ? 0 : square;
}

}  // namespace simclr_flow
