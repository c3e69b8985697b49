#include "simclr_flow/theory/spectrum.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/bessel.hpp>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <optional>
#include <string>
#include <utility>

#include "simclr_flow/core/error.hpp"
#include "support/spheres.hpp"

using namespace simclr_flow;

namespace {

using Real = long double;

constexpr Index dimensions[] = {2, 3, 4, 5, 8, 24, 100, 1000};
constexpr double temperatures[] = {1e-4, 1e-3, 0.01, 0.1, 0.7, 1, 10, 300, 1e4};

/// An integral as the logarithm of a scale and a number of size one.
struct ScaledIntegral {
  Real log_scale, value;
};

/// int_0^pi e^{x(cos t - 1)} sin^power t f(t) dt by Gauss panels across the peak of the weight.
ScaledIntegral over_polar_angle(Real x, Real power, const std::function<Real(Real)>& f) {
  const Real c = power + x == 0 ? 0 : 2 * x / (power + std::sqrt(power * power + 4 * x * x)),
             peak = std::acos(c), s = std::sin(peak);
  const auto log_weight = [&](Real t) {
    const Real h = std::sin(t / 2);
    return -2 * x * h * h + (power > 0 ? power * std::log(std::sin(t)) : 0);
  };
  const Real width = 20 / std::sqrt(x * c + (power > 0 ? power / (s * s) : 0) + 1e-9L);
  const Real from = std::max(Real(0), peak - width), log_scale = log_weight(peak),
             to = std::min(std::numbers::pi_v<Real>, peak + width);
  constexpr int panels = 40;
  Real sum = 0;
  for (int k = 0; k < panels; ++k)
    sum += boost::math::quadrature::gauss<Real, 30>::integrate(
        [&](Real t) { return std::exp(log_weight(t) - log_scale) * f(t); },
        from + (to - from) * k / panels, from + (to - from) * (k + 1) / panels);
  return {log_scale, sum};
}

/// The same of f = 1, kept: most are asked for again with every degree.
ScaledIntegral of_weight(Real x, Real power) {
  static std::map<std::pair<Real, Real>, ScaledIntegral> known;
  const auto [at, is_new] = known.try_emplace({x, power});
  if (is_new) at->second = over_polar_angle(x, power, [](Real) { return Real(1); });
  return at->second;
}

/// kappa_l / kappa_0 by Funk and Hecke: an average of the zonal harmonic.
Real funk_hecke_ratio(Index l, Index d, Real tau) {
  const auto harmonic = [&](Real t) { return test::zonal(l, d, std::cos(t)); };
  return over_polar_angle(1 / tau, Real(d - 2), harmonic).value /
         of_weight(1 / tau, Real(d - 2)).value;
}

/// log kappa_l after l integrations by parts (Rodrigues): a positive integrand for every l.
Real rodrigues_log(Index l, Index d, Real tau) {
  const auto weighted = of_weight(1 / tau, Real(2 * l + d - 2));
  const auto plain = of_weight(0, Real(d - 2));
  Real factor = 0;
  for (Index j = 0; j < l; ++j) factor -= std::log(tau * (2 * Real(j) + Real(d) - 1));
  return factor + weighted.log_scale - plain.log_scale + std::log(weighted.value / plain.value);
}

/// kappa_l under test, and its logarithm.
struct Candidate {
  std::function<double(Index, Index, double)> value, log_value;
};
const Candidate library{theory::kernel_eigenvalue, theory::log_kernel_eigenvalue};

/// Empty if the candidate is the eigenvalue by both integrals and the recurrence.
std::optional<std::string> wrong_eigenvalue(const Candidate& c, Index l, Index d, double tau) {
  const Real expected = rodrigues_log(l, d, tau), log_value = c.log_value(l, d, tau);
  if (std::abs(log_value - expected) > 1e-14L + 4e-16L * std::abs(expected))
    return fmt::format("log kappa off by {:.2e}", double(log_value - expected));
  const Real value = c.value(l, d, tau), size = std::exp(expected);
  if (std::abs(value - size) > 1e-13L * size + 5e-324L)
    return fmt::format("kappa off by {:.2e} relative", double(value / size - 1));
  const Real ratio = funk_hecke_ratio(l, d, tau);
  if (std::abs(std::exp(log_value - c.log_value(0, d, tau)) - ratio) > 1e-12L * ratio + 1e-16L)
    return "Funk-Hecke ratio differs";
  if (l == 0) return std::nullopt;
  const auto relative = [&](Index m) { return std::exp(Real(c.log_value(m, d, tau)) - log_value); };
  const Real left = relative(l - 1) - relative(l + 1), right = Real(2 * l + d - 2) * tau;
  if (std::abs(left - right) > 1e-12L * relative(l - 1)) return "recurrence fails";
  return std::nullopt;
}

/// log of the dimension of the harmonics, by gamma functions.
Real log_count(Index l, Index d) {
  if (l == 0) return 0;
  const Real a = Real(l), b = Real(d);
  return std::log(2 * a + b - 2) + std::lgamma(a + b - 2) - std::lgamma(a + 1) - std::lgamma(b - 1);
}

/// sum_l N_l kappa_l, in logarithms: at large d the counts overflow where the eigenvalues vanish.
Real kernel_at_coincidence(const Candidate& c, Index d, double tau) {
  Real sum = 0;
  for (Index l = 0; l < 6000; ++l) {
    const Real term = std::exp(log_count(l, d) + c.log_value(l, d, tau));
    sum += term;
    if (sum > 0.9L && term < 1e-18L) break;
  }
  return sum;
}

}  // namespace

TEST_CASE("theory: kernel eigenvalues are those of Funk and Hecke, with their recurrence") {
  for (const Index d : dimensions)
    for (const double tau : temperatures)
      for (const Index l : {0, 1, 2, 3, 7, 20, 64, 300}) {
        const auto wrong = wrong_eigenvalue(library, l, d, tau);
        INFO("l = ", l, ", d = ", d, ", tau = ", tau, ": ", wrong.value_or(""));
        CHECK_FALSE(wrong.has_value());
      }
}

TEST_CASE("theory: the addition theorem, sum over degrees of count times eigenvalue is 1") {
  for (const Index d : dimensions)
    for (const double tau : temperatures) {
      CAPTURE(d);
      CAPTURE(tau);
      CHECK(std::abs(kernel_at_coincidence(library, d, tau) - 1) < 2e-12L);
    }
}

TEST_CASE("theory: planted errors of kernel eigenvalues are rejected") {
  const Candidate off{[](Index l, Index d, double tau) {
                        return theory::kernel_eigenvalue(l, d, tau) * (1 + 1e-12);
                      },
                      [](Index l, Index d, double tau) {
                        return theory::log_kernel_eigenvalue(l, d, tau) + 1e-12;
                      }};
  const Candidate wrong_order{
      [](Index l, Index d, double tau) { return theory::kernel_eigenvalue(l + (l > 2), d, tau); },
      [](Index l, Index d, double tau) {
        return theory::log_kernel_eigenvalue(l + (l > 2), d, tau);
      }};
  CHECK(wrong_eigenvalue(off, 2, 3, 0.1).has_value());
  CHECK(wrong_eigenvalue(wrong_order, 3, 3, 0.1).has_value());
  CHECK(std::abs(kernel_at_coincidence(wrong_order, 3, 0.1) - 1) > 1e-3L);
}

TEST_CASE("theory: kernel eigenvalues by other forms") {
  for (const double tau : {0.01, 0.1, 1.0, 50.0})
    for (const Index d : {2, 3, 4, 24}) {
      const double nu = double(d) / 2 - 1, x = 1 / tau;
      CHECK(theory::kernel_eigenvalue(5, d, tau) ==
            doctest::Approx(std::exp(-x) * std::tgamma(nu + 1) * std::pow(2 * tau, nu) *
                            boost::math::cyl_bessel_i(5 + nu, x))
                .epsilon(1e-12));
    }
  const State spectrum = theory::kernel_spectrum(40, 3, 0.2);
  REQUIRE(spectrum.size() == 40);
  for (Index l = 0; l < 40; ++l) CHECK(spectrum[l] == theory::kernel_eigenvalue(l, 3, 0.2));
  CHECK(theory::kernel_eigenvalue(1000000, 2, 1) == 0);
  CHECK(theory::kernel_eigenvalue(0, 1000, 1e-4) == 0);
  CHECK(theory::log_kernel_eigenvalue(0, 1000, 1e-4) < -1000);
}

TEST_CASE("theory: harmonic counts are differences of polynomial counts") {
  // Degree-l harmonics: homogeneous polynomials less |x|^2 times those of degree l - 2.
  const auto polynomials = [](Index l, Index d) {
    double count = l < 0 ? 0 : 1;
    for (Index j = 1; j <= l; ++j) count = count * double(d - 1 + j) / double(j);
    return count;
  };
  for (const Index d : {2, 3, 4, 8, 24})
    for (Index l = 0; l <= 8; ++l)
      CHECK(theory::harmonic_count(l, d) == polynomials(l, d) - polynomials(l - 2, d));
  CHECK(theory::harmonic_count(1000, 3) == 2001);
  CHECK(std::isinf(theory::harmonic_count(4000, 1000)));
}

TEST_CASE("theory: the spectrum refuses what it is not defined for") {
  using doctest::Contains;
  for (const double tau : {0.0, -1.0, 9e-5, 2e4, std::nan("")})
    CHECK_THROWS_WITH_AS(theory::kernel_eigenvalue(0, 3, tau), Contains("[1e-4, 1e4]"), InputError);
  CHECK_THROWS_WITH_AS(theory::kernel_eigenvalue(-1, 3, 1), Contains("not -1"), InputError);
  CHECK_THROWS_WITH_AS(theory::kernel_eigenvalue(0, 1, 1), Contains("not 1"), InputError);
  CHECK_THROWS_WITH_AS(theory::harmonic_count(0, 1), Contains("at least 2"), InputError);
}

TEST_CASE("spectrum: the critical coupling of the vector model on the sphere, from kappa_1") {
  // K_# = beta^{d/2}/(2^{d/2} Gamma(d/2) I_{d/2}(beta)), Mun & Rosenzweig 2026, beta = 1/tau.
  const double beta = 1;
  CHECK(beta / 2 * std::exp(-beta) / theory::kernel_eigenvalue(1, 2, 1 / beta) ==
        doctest::Approx(.8847066188).epsilon(1e-10));
}
