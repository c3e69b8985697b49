// A kernel by samples of its logarithm: what it is between samples and beyond, and which are none.
#include <doctest/doctest.h>

#include <cmath>

#include "support/kernels.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

Parameters table_of(std::vector<double> distances, std::vector<double> values) {
  Parameters given;
  given.lists["distances"] = std::move(distances);
  given.lists["log_kernel"] = std::move(values);
  return given;
}

/// The kernel of this name at count + 1 equal distances up to `reach`.
Parameters samples_of(const char* kernel, double tau, double reach, int count) {
  const Profile profile(entry(kernels(), kernel), tau);
  std::vector<double> distances, values;
  for (int i = 0; i <= count; ++i) {
    const double r = reach * i / count;
    distances.push_back(r);
    values.push_back(profile.exponent(r * r / 2));
  }
  return table_of(distances, values);
}

Profile table(const Parameters& given) { return {entry(kernels(), "table"), 1, given}; }

/// The largest errors of e, e' and e'' at distances up to `reach`.
struct TableErrors {
  double value = 0, slope = 0, curvature = 0;
  TableErrors(const Profile& right, const Profile& found, double reach) {
    for (double r = 0; r < reach; r += reach / 1009) {
      const double s = r * r / 2;
      value = std::max(value, std::abs(found.exponent(s) - right.exponent(s)));
      slope = std::max(slope, std::abs(found.slope(s) - right.slope(s)));
      curvature = std::max(curvature, std::abs(found.curvature(s) - right.curvature(s)));
    }
  }
};

/// How the errors fall as samples double.
double order_by_halving(double coarse, double fine) { return std::log2(coarse / fine); }

std::string table_complaint(const Parameters& given) {
  try {
    table(given);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("table: samples of gauss are gauss, between and beyond, as e is linear in s") {
  const Profile right(entry(kernels(), "gauss"), 0.3);
  for (const int count : {3, 8, 40}) {
    const Profile found = table(samples_of("gauss", 0.3, 2, count));
    const TableErrors inside(right, found, 2), far(right, found, 30);
    CHECK(inside.value < 1e-14);
    CHECK(inside.slope < 1e-13);
    CHECK(far.value < 1e-9 * 1500);
  }
  const TableErrors planted(right, table(samples_of("gauss", 0.3 * (1 + 1e-9), 2, 8)), 2);
  CHECK(planted.value > 1e-9);
}

TEST_CASE("table: errors between samples fall as h^4, of the slope h^3, of the curvature h^2") {
  for (const char* kernel : {"student", "imq"}) {
    const Profile right(entry(kernels(), kernel), 0.5);
    const TableErrors coarse(right, table(samples_of(kernel, 0.5, 3, 40)), 3),
        fine(right, table(samples_of(kernel, 0.5, 3, 80)), 3);
    INFO(kernel);
    CHECK(order_by_halving(coarse.value, fine.value) == doctest::Approx(4).epsilon(0.08));
    CHECK(order_by_halving(coarse.slope, fine.slope) == doctest::Approx(3).epsilon(0.08));
    CHECK(order_by_halving(coarse.curvature, fine.curvature) == doctest::Approx(2).epsilon(0.1));
    CHECK(fine.value < 1e-4);
  }
}

TEST_CASE("table: past the last sample powers of the distance go on as themselves") {
  for (const char* kernel : {"student", "rational", "imq"}) {
    const Profile right(entry(kernels(), kernel), 0.5);
    const Profile found = table(samples_of(kernel, 0.5, 4, 400));
    INFO(kernel);
    for (const double r : {4.5, 10.0, 1e3, 1e6}) {
      const double s = r * r / 2;
      CHECK(found.exponent(s) == doctest::Approx(right.exponent(s)).epsilon(1e-3));
      CHECK(found.slope(s) == doctest::Approx(right.slope(s)).epsilon(1e-3));
    }
  }
}

TEST_CASE("table: e is twice continuously differentiable where pieces meet, and at the end") {
  const std::vector<double> distances{0, 0.4, 1, 1.3, 2};
  for (const double last : {-1.6, -1.9, -4.0}) {  // bent up and down at the end
    const Profile found = table(table_of(distances, {0, -0.1, -0.5, -0.8, last}));
    for (const double r : {0.4, 1.0, 1.3, 2.0}) {
      const double s = r * r / 2, step = 1e-9;
      INFO("last ", last, ", r = ", r);
      CHECK(std::abs(found.exponent(s + step) - found.exponent(s - step)) < 1e-7);
      CHECK(std::abs(found.slope(s + step) - found.slope(s - step)) < 1e-7);
      CHECK(std::abs(found.curvature(s + step) - found.curvature(s - step)) < 1e-6);
    }
    for (double s = 2; s < 1e300; s *= 10) CHECK(found.slope(s) < 0);
    CHECK(found.slope(1e12) >= 2 * found.slope(2) * (1 + 1e-12));
  }
}

TEST_CASE("table: samples that make no falling kernel are refused in a sentence") {
  const std::vector<double> r{0, 1, 2, 3}, e{0, -1, -3, -5};
  const std::pair<Parameters, const char*> cases[] = {
      {table_of({0, 1, 2}, {0, -1, -2}), "distances must be 4 to 10000 distances |z-z'|"},
      {table_of(r, {0, -1, -2}), "log_kernel must have a value for each of the 4 distances, not 3"},
      {table_of({0.1, 1, 2, 3}, e), "distances must begin at 0, not 0.1"},
      {table_of(r, {0.5, -1, -2, -3}), "log_kernel must begin at 0, not 0.5"},
      {table_of({0, 1, 1, 3}, e), "distances must increase, up to 1e6: 1 comes after 1"},
      {table_of({0, -1, 2, 3}, e), "distances must increase, up to 1e6: -1 comes after 0"},
      {table_of({0, 1, 2, 1e7}, e), "distances must increase, up to 1e6: 1e+07 comes after 2"},
      {table_of({0, 1, 2, std::nan("")}, e), "distances must be finite"},
      {table_of(r, {0, -1, -2, -1 / 0.0}), "log_kernel must be finite"},
      {table_of(r, {0, -1, -0.5, -3}),
       "log_kernel must decrease, as attraction and repulsion need"},
      {table_of({0, 1, 2, 3, 4}, {0, -1, -1.001, -1.002, -9}), "needs more samples near there"}};
  for (const auto& [given, words] : cases) {
    const std::string said = table_complaint(given);
    CHECK_MESSAGE(said.starts_with("kernel 'table': "), said);
    CHECK_MESSAGE(said.find(words) != std::string::npos, said);
  }
  CHECK(table_complaint(table_of(r, e)) == "");
  CHECK(table_complaint(table_of(r, {0, -1, -3.5, -7})) == "");
  Parameters unknown = table_of(r, e);
  unknown.lists["weights"] = {1};
  CHECK(table_complaint(unknown) == "kernel 'table' has no parameter 'weights'");
}

TEST_CASE("table: theory's interpolant is the same curve, and another one is told apart") {
  Parameters given = samples_of("rational", 0.7, 3, 12);
  const Profile found = table(given);
  const auto differs = [&](const Parameters& samples) {
    const auto plain = theory::plain_kernel("table", 1, samples);
    double most = 0;
    for (double s = 0; s < 40; s += 0.0173)
      most = std::max({most, std::abs(found.exponent(s) - double(plain->log_k(s))),
                       std::abs(found.slope(s) + double(plain->pull(s)))});
    return most;
  };
  CHECK(differs(given) < 1e-13);
  given.lists["log_kernel"][7] *= 1 + 1e-6;
  CHECK(differs(given) > 1e-7);
}
