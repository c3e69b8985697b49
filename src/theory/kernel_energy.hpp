#pragma once
// What pairs add to an energy, and one point with the others. Private to theory.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/inner_products.hpp"
#include "simclr_flow/theory/plain_kernel.hpp"

namespace simclr_flow::theory {

/// k, or log k where that is the energy of a pair.
inline long double pair_value(const PlainKernel& kernel, long double s) {
  const long double log_k = kernel.log_k(s);
  return kernel.is_pair_energy() ? log_k : std::exp(log_k);
}

/// sum_{j≠i} of it over the points that a point sees, itself the first of those with the largest
/// inner product.
inline long double sum_over_others(const PlainKernel& kernel, const InnerProducts& seen) {
  long double sum = 0;
  for (std::size_t g = 0; g < seen.size(); ++g)
    if (const Index others = seen[g].count - (g == 0); others > 0)
      sum += static_cast<long double>(others) * pair_value(kernel, 1 - seen[g].value);
  return sum;
}

/// The same of a configuration of n points. Of the polygon by s = 2 sin^2(pi k/n): neighbours of
/// many points are too near for the inner products of coordinates.
inline long double sum_over_others(const PlainKernel& kernel, const ConfigurationEntry& row,
                                   Index d, Index n) {
  if (row.name != polygon_name) return sum_over_others(kernel, row.products(d, n));
  long double sum = 0;
  for (Index k = 1; k < n; ++k) {
    const long double sine =
        std::sin(std::numbers::pi_v<long double> * static_cast<long double>(std::min(k, n - k)) /
                 static_cast<long double>(n));
    sum += pair_value(kernel, 2 * sine * sine);
  }
  return sum;
}

}  // namespace simclr_flow::theory
