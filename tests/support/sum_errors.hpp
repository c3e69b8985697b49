#pragma once
// Energies against plain sums in long double: how far they are off, and what they may be.
#include <doctest/doctest.h>

#include "simclr_flow/theory/plain_sum.hpp"
#include "support/energy_samples.hpp"
#include "support/kernels.hpp"
#include "support/samples.hpp"

namespace simclr_flow::test {

struct Errors {
  double value, gradient;  ///< relative to the sums of |terms|
};

inline Errors errors(double value, const Points& gradient, const theory::PlainSum& plain) {
  const double worst = (gradient - plain.gradient).cwiseAbs().maxCoeff();
  return {std::abs(value - plain.value) / plain.value_scale, worst / plain.gradient_scale};
}

inline Points near_views(Index d, Index count, Index views) {
  Points z = random_points(d, count, 47);
  for (Index i = 0; i < count; ++i) z.col(i) = z.col(i - i % views) + 0.3 * z.col(i);
  return z;
}

/// Checks value and gradient at latents with views near each other, with and without masses.
inline void check_errors(const EnergyEntry& entry, const KernelEntry& kernel, const Points& z,
                         Index views) {
  if (entry.is_made_of_parts() || !takes_kernel(entry, {}, kernel, views)) return;
  const State raw = (0.5 * random_state(z.cols(), 48)).array().exp();
  const State mass = raw / raw.sum();
  for (const State* p : {static_cast<const State*>(nullptr), &mass}) {
    INFO(entry.name, ", ", kernel.name, ", views ", views, ", d = ", z.rows(), p ? ", masses" : "");
    Points gradient;
    // A length where it is no square of one: sums of 1 and what underflows beside it have no
    // digits.
    const bool is_smooth = standard_functions(kernel)->at_zero() == KernelFunctions::AtZero::smooth;
    const double tau = is_smooth ? 0.1 : 0.5;
    const double value = entry.make({kernel, tau})->evaluate({z, views, p}, &gradient);
    const auto plain = theory::plain_sum(
        {entry.name, kernel.name, tau, {}, standard_parameters(kernel)}, z, views, p);
    if (plain.value_scale == 0) continue;  // alignment of single views
    const Errors error = errors(value, gradient, plain);
    CHECK(error.value <= 1e-13);
    CHECK(error.gradient <= 1e-12);
  }
}

/// Vectors of columns go up to eight at a time: 66 latents are more than that, 63 are just as many
/// with a place empty. Where views are many, their numbers matter and fewer latents do.
inline Index count_for(Index views) { return views == 1 ? 63 : views == 2 ? 66 : 27; }

}  // namespace simclr_flow::test
