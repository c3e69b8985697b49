#include "simclr_flow/kernel_sum/kernel_functions.hpp"

namespace simclr_flow {

double KernelFunctions::decay(double s) const {
  const double change = curvature(s);
  return change == 0 ? 0 : -change / slope(s);
}

void KernelFunctions::exponents(const Row& s, Row& out) const {
  for (Index j = 0; j < s.size(); ++j) out[j] = exponent(s[j]);
}

void KernelFunctions::pulls(const Row& s, Row& out) const {
  for (Index j = 0; j < s.size(); ++j) out[j] = -slope(s[j]);
}

void KernelFunctions::decays(const Row& s, Row& out) const {
  for (Index j = 0; j < s.size(); ++j) out[j] = decay(s[j]);
}

}  // namespace simclr_flow
