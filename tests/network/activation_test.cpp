// What vectors make of activations, by the instruction set of this process.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/networks.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double tiny = std::numeric_limits<double>::denorm_min();

struct Values {
  State s, s1, s2;
};

Values values(std::string_view name, const State& u) {
  Values at{State(u.size()), State(u.size()), State(u.size())};
  entry(activations(), name)
      .evaluate(u.data(), u.size(), 0.2, at.s.data(), at.s1.data(), at.s2.data());
  return at;
}

double value(std::string_view name, double u) { return values(name, State::Constant(1, u)).s[0]; }

/// The distance of `found` from `exact` in units of the last place of doubles there.
double units(double found, long double exact) {
  int exponent = 0;
  std::frexp(static_cast<double>(exact), &exponent);
  const long double unit = std::ldexp(1.0L, std::max(exponent - 53, -1074));
  return static_cast<double>(std::abs(found - exact) / unit);
}

/// Both signs of every size from subnormal numbers to 800, closely where functions bend.
State dense_arguments() {
  constexpr Index close = 400000, far = 100000;
  State u(2 * (close + far));
  RandomStream random(1, "arguments");
  for (Index k = 0; k < close; ++k) u[k] = 24 * random.uniform();
  for (Index k = close; k < close + far; ++k)
    u[k] = 800 * std::exp(-752 * std::pow(random.uniform(), 2));
  u.tail(close + far) = -u.head(close + far);
  return u;
}

template <class Exact>
double worst_units(const State& u, const State& found, const Exact& exact) {
  double worst = 0;
  for (Index k = 0; k < u.size(); ++k)
    worst = std::max(worst, units(found[k], exact(static_cast<long double>(u[k]))));
  return worst;
}

long double exact_softplus(long double u) {
  return std::max(u, 0.0L) + std::log1p(std::exp(-std::abs(u)));
}

}  // namespace

TEST_CASE("activations: tanh in vectors is tanh to 2 units in the last place") {
  const State u = dense_arguments();
  const State s = values("tanh", u).s;
  const auto exact = [](long double at) { return std::tanh(at); };
  const double worst = worst_units(u, s, exact);
  MESSAGE("worst error of tanh: " << worst << " units in the last place");
  CHECK(worst < 2);
  // the measure sees an error of 6e-16
  CHECK(worst_units(u, s * (1 + 6e-16), exact) > 2.5);
}

TEST_CASE("activations: tanh is odd, exact at 0 and far out") {
  const State u = dense_arguments();
  CHECK(values("tanh", -u).s == -values("tanh", u).s);
  CHECK(value("tanh", 0.0) == 0);
  CHECK_FALSE(std::signbit(value("tanh", 0.0)));
  CHECK(std::signbit(value("tanh", -0.0)));
  for (const double small : {tiny, 3 * tiny, 1e-310, 2.3e-308, 1e-100, 1e-9})
    CHECK(value("tanh", small) == small);
  for (const double far : {19.1, 20.0, 20.1, 800.0, 1e300, infinity}) {
    CHECK(value("tanh", far) == 1);
    CHECK(value("tanh", -far) == -1);
  }
  CHECK(value("tanh", 18.0) < 1);
}

TEST_CASE("activations: softplus and its derivatives in vectors") {
  const State u = dense_arguments();
  const Values at = values("softplus", u);
  const auto sigma = [](long double t) { return 1 / (1 + std::exp(-t)); };
  const double worst = worst_units(u, at.s, exact_softplus), slope = worst_units(u, at.s1, sigma);
  MESSAGE("worst errors: " << worst << " of softplus, " << slope << " of its derivative");
  CHECK(worst < 4);
  CHECK(slope < 4);
  CHECK(worst_units(u, at.s2, [&](long double t) { return sigma(t) * sigma(-t); }) < 5);
  CHECK(value("softplus", infinity) == infinity);
  CHECK(value("softplus", -infinity) == 0);
  CHECK(value("softplus", -745.0) > 0);
}

TEST_CASE("activations: each entry by itself, wherever it stands") {
  for (const Activation& activation : activations()) {
    CAPTURE(activation.name);
    const State u = random_state(37, 5);
    const Values together = values(activation.name, u);
    for (Index first = 0; first < u.size(); ++first)
      for (const Index count : {1, 2, 3, 5, 7, 9, 13}) {
        if (first + count > u.size()) continue;
        const Values few = values(activation.name, u.segment(first, count));
        CHECK(few.s == together.s.segment(first, count));
        CHECK(few.s1 == together.s1.segment(first, count));
        CHECK(few.s2 == together.s2.segment(first, count));
      }
  }
}

TEST_CASE("activations: nothing is written behind the last entry") {
  for (const Activation& activation : activations())
    for (Index count = 0; count < 20; ++count) {
      State u = random_state(40, 6), s = u, s1 = u, s2 = u;
      activation.evaluate(u.data(), count, 0.2, s.data(), s1.data(), s2.data());
      for (const State* out : {&s, &s1, &s2}) CHECK(out->tail(40 - count) == u.tail(40 - count));
    }
}

TEST_CASE("activations: what is no number stays none") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const Activation& activation : activations()) {
    CAPTURE(activation.name);
    CHECK(std::isnan(value(activation.name, nan)));
  }
}
