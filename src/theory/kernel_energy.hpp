#pragma once
// What pairs add to an energy, and one point with the others. Private to theory.
#include <cmath>

#include "simclr_flow/theory/inner_products.hpp"
#include "simclr_flow/theory/plain_kernel.hpp"

namespace simclr_flow::theory {

/// k, or log k where that is the energy of a pair.
inline long double pair_value(const PlainKernel& kernel, long double s) {
  const long double log_k = kernel.log_k(s);
  return kernel.is_pair_energy() ? log_k : std::exp(log_k);
}

/// sum_{j≠i} of it over the points that point i sees, itself the one at 1.
inline long double sum_over_others(const PlainKernel& kernel, const InnerProducts& seen) {
  long double sum = 0;
  for (const InnerProduct& t : seen)
    if (t.value < 1 - 1e-9L)
      sum += static_cast<long double>(t.count) * pair_value(kernel, 1 - t.value);
  return sum;
}

}  // namespace simclr_flow::theory
