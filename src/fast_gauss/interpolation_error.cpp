#include "interpolation_error.hpp"

#include <algorithm>
#include <limits>
#include <numbers>

namespace simclr_flow {
namespace {

/// sum_{k >= degree} q^k, and of k^2 q^k.
InterpolationError tails(double q, int degree) {
  const double first = std::pow(q, degree), r = 1 / (1 - q), n = degree;
  return {first * r, first * r * (n * n + 2 * n * q * r + q * (1 + q) * r * r)};
}

}  // namespace

InterpolationError interpolation_error(const ChainKernel& kernel, double offset, double half_width,
                                       int degree) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  InterpolationError one{infinity, infinity};  // of one variable
  for (double rho = 1.2; rho < 1e3; rho *= 1.15) {
    const double reach = half_width * (rho + 1 / rho) / 2,
                 height = half_width * (rho - 1 / rho) / 2;
    const double most =
        std::exp(kernel.log_bound(std::max(0.0, offset - half_width - reach), height));
    const InterpolationError tail = tails(1 / rho, degree);
    one.value = std::min(one.value, 4 * most * tail.value);
    one.slope = std::min(one.slope, 4 * most * tail.slope);
  }
  const double lebesgue = 1 + 2 / std::numbers::pi * std::log(degree), markov = degree - 1;
  return {(1 + lebesgue) * one.value, one.slope + lebesgue * markov * markov * one.value};
}

}  // namespace simclr_flow
