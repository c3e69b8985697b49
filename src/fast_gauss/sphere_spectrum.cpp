#include "sphere_spectrum.hpp"

#include <cmath>

#include "patch_choice.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {
namespace {

using Terms = std::vector<long double>;

/// i_l/i_{l-1} for l = 1, ..., count, at [l]: downwards, where the recurrence is stable (Miller).
Terms bessel_ratios(long double z, std::size_t count) {
  Terms ratios(count + 2, 0.0L);
  for (std::size_t l = count + 1; l > 0; --l) {
    const long double next = l <= count ? ratios[l + 1] : 0;
    ratios[l] = 1 / (static_cast<long double>(2 * l + 1) / z + next);
  }
  return ratios;
}

/// Smallest limit whose tails are small enough; sums of what is behind it.
struct Tails {
  std::size_t limit;
  long double value, gradient;
};
Tails cut(const Terms& value, const Terms& radial, double tau, double accuracy) {
  const long double most_value = patch_cut_off_factor * accuracy, t = tau,
                    most_gradient = 32 * most_value / std::sqrt(t);
  Tails tails{value.size() - 1, 0, 0};
  for (; tails.limit > 1; --tails.limit) {
    const auto l = static_cast<long double>(tails.limit);
    const long double a = tails.value + value[tails.limit],
                      g = tails.gradient + value[tails.limit] * l * (l + 1) / 2 +
                          std::abs(radial[tails.limit]) / t;
    if (a > most_value || g > most_gradient) break;
    tails = {tails.limit, a, g};
  }
  return tails;
}

}  // namespace

SphereSpectrum::SphereSpectrum(double tau, double accuracy) {
  const long double z = 1 / static_cast<long double>(tau);
  // Beyond 2 z + 60 terms fall faster than 2^-l; a_l exp(l^2 tau/2) does not grow.
  const auto count = static_cast<std::size_t>(60 + std::min(2 / tau, 14 / std::sqrt(tau)));
  const Terms ratios = bessel_ratios(z, count + 200);
  Terms a{-std::expm1(-2 * z) / (2 * z)}, b;
  for (std::size_t l = 0; l <= count; ++l) {
    const auto n = static_cast<long double>(l);
    if (l > 0) a.push_back(a.back() * ratios[l] * (2 * n + 1) / (2 * n - 1));
    b.push_back(a.back() * (ratios[l + 1] + n / z - 1));  // i_l' = i_{l+1} + (l/z) i_l
  }
  const Tails tails = cut(a, b, tau, accuracy);
  value_tail = static_cast<double>(tails.value);
  gradient_tail = static_cast<double>(tails.gradient);
  value.assign(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(tails.limit) + 1);
  radial.assign(b.begin(), b.begin() + static_cast<std::ptrdiff_t>(tails.limit) + 1);
}

}  // namespace simclr_flow
