#include "simclr_flow/kernel_sum/kernel_sum.hpp"

#include <doctest/doctest.h>

#include "simclr_flow/energy/alignment_uniformity.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "support/energy_samples.hpp"
#include "support/kernels.hpp"
#include "support/samples.hpp"
#include "support/sum_errors.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

TEST_CASE("kernel sum: log potentials are the logs of the written sums") {
  const Points z = random_points(3, 9, 41);
  for (const Negatives self : {Negatives::all, Negatives::others}) {
    const State log_potential = KernelSum(gauss(0.7), self).log_potential(z);
    for (Index i = 0; i < 9; ++i) {
      double sum = 0;
      for (Index j = 0; j < 9; ++j)
        if (i != j || self == Negatives::all)
          sum += std::exp(-(z.col(i) - z.col(j)).squaredNorm() / 1.4);
      CHECK(log_potential[i] == doctest::Approx(std::log(sum)).epsilon(1e-14));
    }
  }
}

TEST_CASE("kernel sum: the weight of a row is asked once, with its potential") {
  const Points z = random_points(2, 6, 42);
  const KernelSum sum(gauss(0.3), Negatives::all);
  const State potential = sum.log_potential(z);
  std::vector<int> asked(6);
  Points gradient = Points::Zero(2, 6);
  sum.add_gradient(
      z,
      [&](Index row, double log_sum) {
        ++asked[static_cast<std::size_t>(row)];
        CHECK(log_sum == potential[row]);
        return 1.0;
      },
      gradient);
  CHECK(asked == std::vector<int>(6, 1));
}

TEST_CASE("kernel sum: both energies agree with plain sums, on every number of views") {
  for (const char* preset : {"simclr", "nt-xent"})
    for (const Index views : {1, 2, 3}) {
      const Points z = random_points(2, 12, 43);
      Points gradient;
      const double value =
          entry(energies(), preset).make(gauss(0.6))->evaluate({z, views}, &gradient);
      const auto plain = theory::plain_sum({preset, "gauss", 0.6}, z, views);
      CHECK(value == doctest::Approx(plain.value).epsilon(1e-14));
      CHECK((gradient - plain.gradient).norm() < 1e-14);
    }
}

TEST_CASE("kernel sum: a common shift costs only the digits of the points") {
  // Dyadic points: the shift by 1000 is exact, so values and gradients must be equal.
  const Points z = (random_points(3, 20, 44) * 1024).array().round() / 1024;
  const Points shifted = z.array() + 1000;
  const auto energy = make_simclr(gauss(0.1));
  Points g, h;
  CHECK(energy->evaluate({z, 1}, &g) == energy->evaluate({shifted, 1}, &h));
  CHECK(g == h);
}

TEST_CASE("kernel sum: separations where every exponential underflows") {
  Points z(1, 4);
  z << 0, 100, 200, 400;  // at tau = 1e-3 exponents reach -8e7
  const double tau = 1e-3;
  Points gradient;
  // simclr, one view: R = 1/4 for every point, the limit log(1 + 1/N)
  CHECK(make_simclr(gauss(tau))->evaluate({z, 1}, &gradient) == doctest::Approx(std::log(1.25)));
  CHECK(gradient.norm() == 0);
  // nt-xent, two views (0,100), (200,400): the nearest other latent decides each row:
  // rows 0: 0 (its partner), 1: 0 (two equally near: log 2), 2: (200^2-100^2)/2tau, 3: 0
  const double expected = (std::log(2) + (200. * 200 - 100. * 100) / (2 * tau)) / 4;
  CHECK(make_nt_xent(gauss(tau))->evaluate({z, 2}, &gradient) ==
        doctest::Approx(expected).epsilon(1e-14));
  CHECK(gradient.allFinite());
  // simclr, two views: log(1 + R/A) = log R - log A = -log 4 + |u-u'|^2/2tau
  const double far = -std::log(4) + (100. * 100 + 200. * 200) / (4 * tau);
  CHECK(make_simclr(gauss(tau))->evaluate({z, 2}, &gradient) ==
        doctest::Approx(far).epsilon(1e-14));
  CHECK(gradient(0, 1) == doctest::Approx(100 / tau / 2).epsilon(1e-12));  // dE/du = (2/4) 100/tau
}

TEST_CASE("kernel sum: uniformity and alignment of known configurations") {
  Points antipodal(2, 2);
  antipodal << 1, -1, 0, 0;
  CHECK(uniformity(antipodal, 0.5) == doctest::Approx(-4).epsilon(1e-14));  // -|z-z'|^2/(2 tau)
  CHECK(alignment({antipodal, 2}) == doctest::Approx(4).epsilon(1e-14));
  CHECK(alignment({antipodal, 1}) == 0);
  Points collapsed = Points::Ones(3, 5);
  CHECK(uniformity(collapsed, 0.5) == doctest::Approx(0));
  const Points z = random_points(2, 6, 45);
  double squares = 0;
  for (Index i = 0; i < 2; ++i)
    for (Index a = 0; a < 3; ++a)
      for (Index b = 0; b < a; ++b)
        squares += (z.col(3 * i + a) - z.col(3 * i + b)).squaredNorm() / 6;
  CHECK(alignment({z, 3}) == doctest::Approx(squares).epsilon(1e-14));
}

TEST_CASE("kernel sum: student kernels whose squares underflow") {
  for (const double spread : {1e60, 1e76, 1e82, 1e100, 1e149}) {
    CAPTURE(spread);
    const Points z = spread * random_points(2, 8, 51);
    for (const char* preset : {"nt-xent", "dcl"}) {
      Points gradient;
      const double value = entry(energies(), preset)
                               .make({entry(kernels(), "student"), 1})
                               ->evaluate({z, 2}, &gradient);
      const auto plain = theory::plain_sum({preset, "student", 1}, z, 2);
      CHECK(value == doctest::Approx(plain.value).epsilon(1e-13));
      CHECK((gradient - plain.gradient).cwiseAbs().maxCoeff() <= 1e-12 * plain.gradient_scale);
    }
  }
}

namespace {

/// What the gauss kernels of nearest neighbours among every stride-th point are uncertain by: an
/// exponential has the absolute error of its exponent, and shares have that of two.
double error_of_shares(const Points& z, Index stride, double tau) {
  double exponent = 0;
  for (Index i = 0; i < z.cols(); ++i) {
    double nearest = std::numeric_limits<double>::infinity();
    for (Index j = i % stride; j < z.cols(); j += stride)
      if (j != i) nearest = std::min(nearest, (z.col(i) - z.col(j)).squaredNorm() / (2 * tau));
    exponent = std::max(exponent, nearest);
  }
  return 2 * std::numeric_limits<double>::epsilon() * exponent;
}

}  // namespace

TEST_CASE("kernel sum: every energy at extreme temperatures and separations") {
  for (const EnergyEntry& entry : energies()) {
    if (entry.name == "linear") continue;    // R/A itself overflows
    if (entry.is_made_of_parts()) continue;  // tests/energy walks them
    for (const KernelEntry& kernel : kernels())
      for (const double tau : {1e-4, 1e-2, 1e4})
        for (const double spread : {1e-3, 1.0, 100.0})
          for (const Index views : {1, 2}) {
            INFO(entry.name, ", ", kernel.name, ", tau ", tau, ", spread ", spread, ", ", views);
            if (!takes_kernel(entry, {}, kernel, views)) continue;
            const Points z = spread * random_points(2, 8, 46);
            Points gradient;
            const double value = entry.make({kernel, tau})->evaluate({z, views}, &gradient);
            const auto plain = theory::plain_sum(
                {entry.name, kernel.name, tau, {}, standard_parameters(kernel)}, z, views);
            CHECK(value == doctest::Approx(plain.value).epsilon(1e-12));
            CHECK(gradient.allFinite());
            // Exponents reach 1e8; a view by itself has farther neighbours.
            const double error = entry.name == "uniformity-per-view"
                                     ? std::max(1e-9, error_of_shares(z, views, tau))
                                     : 1e-9;
            CHECK((gradient - plain.gradient).norm() <= error * plain.gradient.norm() + 1e-13);
          }
  }
}

TEST_CASE("kernel sum: errors of every energy against long double, with vectors to fill and full") {
  for (const EnergyEntry& entry : energies())
    for (const KernelEntry& kernel : kernels())
      for (const Index views : {1, 2, 9})
        for (const Index d : {2, 5})
          check_errors(entry, kernel, near_views(d, count_for(views), views), views);
}

// 204 rows are three stripes, each more than a block of 64. From 513 columns on a block has fewer
// rows: the eight stripes of 514 are again more than one.
TEST_CASE("kernel sum: errors of two energies over several stripes of rows and tiles of columns") {
  for (const char* preset : {"nt-xent", "dhel"})
    for (const KernelEntry& kernel : kernels())
      for (const Index d : {2, 18})
        check_errors(entry(energies(), preset), kernel, near_views(d, 204, 17), 17);
  check_errors(entry(energies(), "simclr"), entry(kernels(), "gauss"), near_views(5, 514, 2), 2);
}

TEST_CASE("kernel sum: a first variation with masses that are 0 or nearly") {
  for (const KernelEntry& kernel : finite_kernels())
    for (const char* preset : {"simclr", "info-nce", "dcl"})
      for (const double light : {0.0, 1e-300, 1e-170, 1e-20}) {
        INFO(preset, ", ", kernel.name, ", mass ", light);
        const Points z = random_points(3, 12, 50);
        const Profile profile{kernel, 0.7};
        State mass = State::Constant(12, 0.1), phi;
        mass[4] = mass[9] = light;
        const bool normalised = preset == std::string("simclr"),
                   self = preset != std::string("dcl");
        make_contrastive({.name = preset,
                          .offset = normalised ? 1.0 : 0.0,
                          .negatives = self ? Negatives::all : Negatives::others,
                          .normalised = normalised},
                         profile)
            ->evaluate({z, 1, &mass}, nullptr, &phi);
        const auto k = [&](Index i, Index j) {
          return self || i != j
                     ? std::exp(profile.exponent(0.5 * (z.col(i) - z.col(j)).squaredNorm()))
                     : 0;
        };
        const double scale = normalised ? 1 : 12, offset = normalised ? 1 : 0;
        State r = State::Zero(12);
        for (Index i = 0; i < 12; ++i)
          for (Index j = 0; j < 12; ++j) r[i] += scale * mass[j] * k(i, j);
        for (Index j = 0; j < 12; ++j) {
          double expected = std::log(offset + r[j]);
          for (Index i = 0; i < 12; ++i) expected += mass[i] * scale * k(i, j) / (offset + r[i]);
          CHECK(phi[j] == doctest::Approx(expected).epsilon(1e-13));
        }
      }
}

TEST_CASE("kernel sum: a linear energy near the end of the doubles keeps its gradient") {
  Points z(3, 4);
  z << 19.25, -19.25, 0, 0, 0, 0, 19.25, -19.25, -11.6, -11.6, 11.6, 11.6;
  Points gradient;
  const auto energy = make_contrastive(
      {.name = "custom", .outer = Contrast::Outer::linear, .negatives = Negatives::others},
      gauss(1));
  const double value = energy->evaluate({z, 2}, &gradient);
  const auto plain = theory::plain_sum(
      {"", "gauss", 1, {{.linear = true, .negatives = theory::PlainContrast::Negatives::others}}},
      z, 2);
  CHECK(value == doctest::Approx(plain.value).epsilon(1e-12));
  CHECK((gradient - plain.gradient).norm() <= 1e-12 * plain.gradient.norm());
}

TEST_CASE("kernel sum: the measure of errors sees a wrong digit") {
  const Points z = random_points(3, 40, 49);
  Points gradient;
  const double value = make_nt_xent(gauss(0.1))->evaluate({z, 2}, &gradient);
  const auto plain = theory::plain_sum({"nt-xent", "gauss", 0.1}, z, 2);
  Points spoiled = gradient;
  spoiled(1, 7) += 1e-11 * plain.gradient_scale;
  CHECK(errors(value, spoiled, plain).gradient > 1e-12);
  CHECK(errors(value * (1 + 1e-12), gradient, plain).value > 1e-13);
}
