#include "simclr_flow/theory/configuration_energy.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <string>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/gegenbauer.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "simclr_flow/theory/spectrum.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::theory;
using simclr_flow::test::random_points;

namespace {

constexpr double taus[] = {0.05, 0.1, 0.5, 1};

/// The table "Energies (N, alpha = 1)" of the theory sheet as printed: each to its last digit.
struct Row {
  std::string measure;
  double value[4];
  double last_digit[4];
};

const std::vector<Row> table{
    {"1 atom",
     {.6931471805599, .6931471805599, .6931471805599, .6931471805599},
     {1e-13, 1e-13, 1e-13, 1e-13}},
    {"2 antipodal",
     {.4054651081082, .4054651087952, .4115517597672, .4495889362072},
     {1e-13, 1e-13, 1e-13, 1e-13}},
    {"3-gon",
     {.2876820724518, .2876822254029, .3122708105585, .3934510767336},
     {1e-13, 1e-13, 1e-13, 1e-13}},
    {"4-gon",
     {.2231435521387, .2231617115334, .2793322227855, .3837466549375},
     {1e-13, 1e-13, 1e-13, 1e-13}},
    {"8-gon",
     {.1184177989147, .129601702834, .2688935330623, .3823736615682},
     {1e-13, 1e-12, 1e-13, 1e-13}},
    {"16-gon",
     {.08629778707078, .1203008107074, .2688878033451, .3823736115694},
     {1e-14, 1e-13, 1e-13, 1e-13}},
    {"uniform S1",
     {.08597612719786, .120298391418, .2688878033451, .3823736115694},
     {1e-14, 1e-12, 1e-13, 1e-13}},
    {"tetrahedron",
     {.2231435513158, .2231445230718, .2639880134864, .36997460754},
     {1e-13, 1e-13, 1e-13, 1e-11}},
    {"octahedron",
     {.1541506810051, .1541766226022, .2310663193818, .3607992827397},
     {1e-13, 1e-13, 1e-13, 1e-13}},
    {"icosahedron",
     {.08004878319609, .08157038184931, .2198096847249, .3593153747113},
     {1e-14, 1e-14, 1e-13, 1e-13}},
    {"uniform S2",
     {.02469261259037, .04879016407128, .2194736978542, .3593041354508},
     {1e-14, 1e-14, 1e-13, 1e-13}},
};

/// The points of a measure of the table.
Points points_of(const std::string& measure) {
  if (measure == "1 atom") return configuration_points("single atom", 2, 2);
  if (measure == "2 antipodal") return configuration_points("antipodal pair");
  if (measure == "3-gon") return configuration_points("triangle");
  if (measure == "4-gon") return configuration_points("square");
  if (measure.ends_with("-gon")) return configuration_points("polygon", 2, std::stoi(measure));
  return configuration_points(measure);
}

/// E_1 by the Gram matrix, by the inner products, and by plain sums over distances.
std::vector<double> values_of(const std::string& measure, double tau) {
  if (measure.starts_with("uniform"))
    return {std::log1p(kernel_eigenvalue(0, measure.ends_with("S1") ? 2 : 3, tau))};
  const Points z = points_of(measure);
  const double n = double(z.cols());
  return {offset_energy(z, tau, 1),
          family_energy(common_inner_products(z), tau, n + 1) - std::log(n),
          plain_sum({"simclr", "gauss", tau}, z, 1).value};
}

Points sphere_points(Index d, Index n, std::uint32_t stream) {
  return random_points(d, n, stream).colwise().normalized();
}

/// sum_l kappa_l harmonic_count(l) (1/N^2) sum_{i,j} P_l: the pair energy by its expansion.
double pair_energy_by_spectrum(const Points& z, double tau, Index degree) {
  const auto moments = design_moments(z, degree);
  double sum = 0;
  for (Index l = 0; l <= degree; ++l)
    sum +=
        kernel_eigenvalue(l, z.rows(), tau) * harmonic_count(l, z.rows()) * moments[std::size_t(l)];
  return sum;
}

}  // namespace

TEST_CASE("theory: the table of energies to all its digits, by three sums") {
  for (const Row& row : table)
    for (int c = 0; c < 4; ++c) {
      CAPTURE(row.measure);
      CAPTURE(taus[c]);
      for (const double value : values_of(row.measure, taus[c]))
        CHECK(std::abs(value - row.value[c]) < 0.502 * row.last_digit[c]);
    }
}

TEST_CASE("theory: a wrong digit of the table, temperature or offset is seen") {
  const Points z = configuration_points("icosahedron");
  const double value = .08157038184931, digit = 1e-14;
  CHECK(std::abs(offset_energy(z, 0.1, 1) - value) < 0.502 * digit);
  CHECK_FALSE(std::abs(offset_energy(z, 0.1, 1) - (value + digit)) < 0.502 * digit);
  CHECK_FALSE(std::abs(offset_energy(z, 0.1 * (1 + 1e-12), 1) - value) < 0.502 * digit);
  CHECK_FALSE(std::abs(offset_energy(z, 0.1, 1 + 1e-13) - value) < 0.502 * digit);
}

TEST_CASE("theory: pair energies are the kernel's spectrum times design moments") {
  for (const Index d : {2, 3, 5}) {
    const Points z = sphere_points(d, 7, std::uint32_t(d));
    for (const double tau : {0.2, 1.0}) {
      CAPTURE(d);
      CAPTURE(tau);
      CHECK(pair_energy_by_spectrum(z, tau, 60) ==
            doctest::Approx(pair_energy(z, tau)).epsilon(1e-13));
      CHECK_FALSE(pair_energy_by_spectrum(z, tau * (1 + 1e-10), 60) ==
                  doctest::Approx(pair_energy(z, tau)).epsilon(1e-13));
    }
  }
}

TEST_CASE("theory: the family's members are the presets' plain sums") {
  const Points z = sphere_points(3, 11, 40);
  const double n = 11, tau = 0.3;
  const auto plain = [&](std::string_view preset) {
    return plain_sum({preset, "gauss", tau}, z, 1).value;
  };
  CHECK(family_energy(z, tau, n + 1) - std::log(n) ==
        doctest::Approx(plain("simclr")).epsilon(1e-14));
  CHECK(family_energy(z, tau, n) - std::log(n) ==
        doctest::Approx(plain("simclr-noself")).epsilon(1e-14));
  CHECK(family_energy(z, tau, 1) == doctest::Approx(plain("info-nce")).epsilon(1e-14));
  CHECK(family_energy(z, tau, 0.5) + std::log(2) ==
        doctest::Approx(plain("nt-xent")).epsilon(1e-14));
  CHECK(family_energy(z, tau, 0) == doctest::Approx(plain("dcl")).epsilon(1e-14));
  CHECK(pair_energy(z, tau) == doctest::Approx(plain("linear")).epsilon(1e-14));
  CHECK(family_energy(z, tau, 1) ==
        doctest::Approx(std::log(n) + offset_energy(z, tau, 0)).epsilon(1e-14));
}

TEST_CASE("theory: masses count as multiplicities, and sums at tau = 1e-4 do not underflow") {
  const Points z = sphere_points(3, 3, 41);
  Points repeated(3, 4);
  repeated << z, z.col(2);
  State mass(3);
  mass << 0.25, 0.25, 0.5;
  CHECK(offset_energy(z, 0.4, 0.7, &mass) ==
        doctest::Approx(offset_energy(repeated, 0.4, 0.7)).epsilon(1e-15));
  CHECK(family_energy(configuration_points("antipodal pair"), 1e-4, 0) ==
        doctest::Approx(-2e4).epsilon(1e-15));
  CHECK(family_energy(common_inner_products(configuration_points("square")), 1e-4, 0) ==
        doctest::Approx(std::log(2) - 1e4).epsilon(1e-15));
}

TEST_CASE("theory: the stationarity residual is the plain gradient where that is defined") {
  const Points z = sphere_points(3, 6, 42);
  CHECK(stationarity_residual(z, 0.3, 1) > 1e-3);
  for (const auto& [preset, a] : {std::pair{"info-nce", 1.0}, {"nt-xent", 0.5}, {"dcl", 0.0}}) {
    const auto plain = plain_sum({preset, "gauss", 0.3}, z, 1);
    Points tangent = plain.gradient;
    for (Index i = 0; i < 6; ++i) tangent.col(i) -= z.col(i) * z.col(i).dot(plain.gradient.col(i));
    // Both are multiples of the same forces: their ratio is that of the scale alone.
    const Points kernel =
        ((z.transpose() * z).array() - 1).unaryExpr([](double s) { return std::exp(s / 0.3); });
    const Points others = kernel - Points(kernel.diagonal().asDiagonal());
    const State w = (others.rowwise().sum().array() + a).inverse();
    const double scale =
        (others * w + others.rowwise().sum().cwiseProduct(w)).maxCoeff() / (6 * 0.3);
    CHECK(stationarity_residual(z, 0.3, a) ==
          doctest::Approx(tangent.colwise().norm().maxCoeff() / scale).epsilon(1e-12));
  }
}

TEST_CASE("theory: with a = 0 and small tau three points apart beat the N-gon from N = 7 on") {
  const Points square = configuration_points("square");
  for (const Index n : {5, 6, 7, 8, 9, 12}) {
    CAPTURE(n);
    Points z = square.col(0).replicate(1, n);
    z.leftCols(4) = square;
    const Points gon =
        n == 5 ? configuration_points("pentagon") : configuration_points("polygon", 2, n);
    const double lower = family_energy(gon, 0.02, 0) - family_energy(z, 0.02, 0);
    CHECK((lower > 0) == (n >= 7));
    CHECK(family_energy(gon, 0.02, 0.5) < family_energy(z, 0.02, 0.5));  // not so for a = 1/2
  }
}

TEST_CASE("theory: energies of configurations reject what lies outside their domain") {
  const Points z = configuration_points("square");
  State mass = State::Constant(4, 0.25);
  mass[0] = 0.2;
  CHECK_THROWS_AS(offset_energy(z, 0.1, 1, &mass), InputError);
  CHECK_THROWS_AS(offset_energy(z, 0.1, -1), InputError);
  CHECK_THROWS_AS(family_energy(z, 0, 1), InputError);
  CHECK_THROWS_AS(family_energy(z, 0.1, -0.1), InputError);
  CHECK_THROWS_AS(family_energy(z.leftCols(1), 0.1, 1), InputError);
  CHECK_THROWS_AS(inner_products(z, 4), InputError);
}
