#include "chain_choice.hpp"

#include <fmt/format.h>

#include "cell_passes.hpp"
#include "interpolation_error.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/fast_gauss/gauss_grid.hpp"

namespace simclr_flow {
namespace {

/// Whether such cells do, of a kernel of temperature 1.
bool are_fine_enough(int degree, double width, double accuracy) {
  const LineKernel kernel(1);
  for (const double offset : {0.0, 1.0, 2.0}) {
    const InterpolationError error = interpolation_error(kernel, offset * width, width / 2, degree);
    if (error.value > accuracy / 3 || error.slope * 2 / width > accuracy / 3) return false;
  }
  return true;
}

double widest(int degree, double accuracy) {
  double fine = 0, coarse = 2;
  for (int halving = 0; halving < 8; ++halving) {
    const double middle = (fine + coarse) / 2;
    (are_fine_enough(degree, middle, accuracy) ? fine : coarse) = middle;
  }
  return fine;
}

}  // namespace

ChainChoice choose_chain(double accuracy) {
  ChainChoice choice{least_degree, 0};
  for (; choice.degree <= most_degree; choice.degree += 2) {
    choice.width = widest(choice.degree, accuracy);
    if (choice.width >= 0.5 || choice.degree == most_degree) break;
  }
  return choice;
}

double cut_off_exponent(double accuracy) { return -std::log(1e-6 * accuracy); }

void check_grid(double tau, double accuracy) {
  if (!(tau > 0) || !std::isfinite(tau))
    throw InputError(
        fmt::format("fast sums: temperature must be positive and finite, not {}", tau));
  if (!(accuracy >= finest_accuracy && accuracy <= coarsest_accuracy))
    throw InputError(fmt::format("fast sums: accuracy must lie in [{}, {}], not {}",
                                 finest_accuracy, coarsest_accuracy, accuracy));
}

void check_radius(double radius) {
  if (!(radius > 0) || !std::isfinite(radius))
    throw InputError(fmt::format("fast sums: radius must be positive and finite, not {}", radius));
}

}  // namespace simclr_flow
