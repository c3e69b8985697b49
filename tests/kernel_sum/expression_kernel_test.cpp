// A kernel by a text of its logarithm: it is the kernel that is written, how well; what is none.
#include <doctest/doctest.h>

#include <cmath>

#include "kernel_sum/expression_samples.hpp"
#include "kernel_sum/profile_expression.hpp"
#include "support/kernels.hpp"
#include "support/samples.hpp"
#include "theory/plain_expression.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

Parameters written(const std::string& text, double reach = 2) {
  Parameters given{{"range", reach}};
  given.texts["expression"] = text;
  return given;
}

Profile of_text(const std::string& text, double tau, double reach = 2) {
  return {entry(kernels(), "table"), tau, written(text, reach)};
}

/// Kernels of the library, and their logs.
const std::pair<const char*, const char*> known[] = {{"gauss", "-s/tau"},
                                                     {"gauss", "-r^2/(2*tau)"},
                                                     {"student", "-log1p(s/tau)"},
                                                     {"student", "-log(1 + s/tau)"},
                                                     {"rational", "-2*log1p(s/(2*tau))"},
                                                     {"imq", "-log1p(2*s/tau)/2"}};

/// What an energy of random latents on the sphere is with a kernel, to second order.
struct OrdersOfEnergy {
  OrdersOfEnergy(const char* preset, const Profile& profile) {
    const Points z = random_points(3, 24, 1).colwise().normalized(), v = random_points(3, 24, 2);
    const auto energy = entry(energies(), preset).make(profile);
    value = energy->evaluate({z, 2}, &gradient);
    energy->hessian_vector({z, 2}, v, product);
  }
  double value;
  Points gradient, product{3, 24};
};

double relative(const Points& a, const Points& b) { return (a - b).norm() / b.norm(); }

std::string complaint_of(const std::string& text, double tau = 0.2, double reach = 2) {
  try {
    of_text(text, tau, reach);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

/// The largest difference of the log of the kernel, and of its pull, from theory's.
double farthest_from(const theory::PlainKernel& plain, const Profile& found, double from,
                     double to) {
  double most = 0;
  for (double r = from; r < to; r += (to - from) / 307) {
    const double s = r * r / 2, size = std::max(1.0, std::abs(found.exponent(s)));
    most = std::max({most, std::abs(found.exponent(s) - double(plain.log_k(s))) / size,
                     std::abs(found.slope(s) / double(plain.pull(s)) + 1)});
  }
  return most;
}

}  // namespace

TEST_CASE("expression: the logs of known kernels are these kernels, to the tolerance") {
  for (const auto& [kernel, text] : known)
    for (const double tau : {0.01, 0.2, 3.0}) {
      const Profile right(entry(kernels(), kernel), tau), found = of_text(text, tau);
      INFO(std::string(text), ", tau = ", tau);
      for (double r = 0; r <= 2; r += 0.0037) {
        const double s = r * r / 2, size = std::max(1.0, std::abs(right.exponent(s)));
        CHECK(std::abs(found.exponent(s) - right.exponent(s)) <= 2 * midpoint_tolerance * size);
        CHECK(std::abs(found.slope(s) / right.slope(s) - 1) <= 1e-8);
        CHECK(std::abs(found.curvature(s) - right.curvature(s)) <= 1e-4 / (tau * tau));
      }
    }
  const Profile right(entry(kernels(), "student"), 0.2), planted = of_text("-log1p(s/tau)", 0.2001);
  CHECK(std::abs(planted.exponent(1) - right.exponent(1)) > 100 * midpoint_tolerance);
}

TEST_CASE("expression: energies, gradients and Hessian products are those of the kernel") {
  for (const auto& [kernel, text] : known)
    for (const char* preset : {"simclr", "nt-xent", "uniformity", "linear"}) {
      const OrdersOfEnergy right(preset, {entry(kernels(), kernel), 0.2}),
          found(preset, of_text(text, 0.2));
      INFO(std::string(text), " ", std::string(preset));
      CHECK(std::abs(found.value - right.value) <= 2e-12 * std::max(1.0, std::abs(right.value)));
      CHECK(relative(found.gradient, right.gradient) < 1e-8);
      CHECK(relative(found.product, right.product) < 1e-5);
    }
}

TEST_CASE("expression: the error in the middles falls as h^4 with the intervals") {
  for (const char* text : {"-log1p(s/tau)", "-log1p(2*s/tau)/2", "1 - sqrt(1 + 2*s/tau)"}) {
    const ExpressionSetting setting{text, 0.2, 2};
    const auto error = [&](std::size_t n) {
      return midpoint_error(setting, samples_of_expression(setting, n)).error;
    };
    INFO(std::string(text));
    CHECK(std::log2(error(64) / error(128)) == doctest::Approx(4).epsilon(0.05));
    CHECK(std::log2(error(128) / error(256)) == doctest::Approx(4).epsilon(0.05));
    const auto taken = std::get<ProfileSamples>(fine_samples(setting));
    CHECK(midpoint_error(setting, taken).error <= midpoint_tolerance);
    CHECK(error((taken.distances.size() - 1) / 2) > midpoint_tolerance);
  }
}

TEST_CASE("expression: theory reads every text as muparser does, another one otherwise") {
  const char* const texts[] = {"-s/tau",
                               "-2^2 + r*s",
                               "2^-1",
                               "2^3^2/s",
                               "1 - 2 - 3 + s",
                               "8/2/r",
                               "-s^2*tau",
                               "2*-3^r",
                               "-2*-2^-2",
                               "2^-r^2",
                               "+s",
                               "(s + r)*(s - r)",
                               "min(s, r) + max(1, tau*s)",
                               "-exp(-log1p(expm1(s)))",
                               "sin(r) + cos(s) - tan(r)",
                               "sinh(r)/cosh(s) + tanh(s)",
                               "atan(s) + sqrt(abs(-s))",
                               "1e-3 + .5 + 1. + 2.5E2*s",
                               "pi*log(r)"};
  const auto difference = [](const char* text, double tau) {
    ProfileExpression found(text, 0.3);
    const theory::PlainExpression plain(text, tau);
    double most = 0;
    for (const double r : {0.2, 0.9, 1.7}) {
      const double right = double(plain.at(r));
      most = std::max(most, std::abs(found.at(r) - right) / (1 + std::abs(right)));
    }
    return most;
  };
  for (const char* text : texts) {
    INFO(std::string(text));
    CHECK_FALSE(ProfileExpression::complaint(text));
    CHECK(difference(text, 0.3) < 1e-14);
  }
  CHECK(difference("-s/tau", 0.3001) > 1e-5);
  for (const char* none : {"", "s s", "log", "min(s)", "(s", "s)", "foo(s)", "2s", "s+"})
    CHECK_THROWS_AS(theory::PlainExpression(none, 0.3), std::invalid_argument);
}

TEST_CASE("expression: theory's curve is the same within the range and beyond") {
  for (const char* text :
       {"-s/tau", "-log1p(s/tau)", "1 - sqrt(1 + 2*s/tau)", "-s - sin(s)/2", "-s - s^2/9"})
    for (const double reach : {1.0, 2.0}) {
      const auto plain = theory::plain_kernel("table", 0.2, written(text, reach));
      const Profile found = of_text(text, 0.2, reach),
                    other = of_text(text + std::string(" - s/1e6"), 0.2, reach);
      INFO(std::string(text), " ", reach);
      CHECK(farthest_from(*plain, found, 0, reach) < 1e-11);
      CHECK(farthest_from(*plain, found, reach, 100 * reach) < 1e-10);
      CHECK(farthest_from(*plain, other, 0, reach) > 1e-8);
    }
}

TEST_CASE("expression: what is no falling log of a kernel is refused in a sentence") {
  const std::pair<const char*, const char*> cases[] = {
      {"", "must not be empty"},
      {"  ", "must not be empty"},
      {"-q/tau", "has 'q' at character 2, where it may have numbers, + - * / ^ ( ) and s, r, tau"},
      {"-bessel(s)", "has 'bessel' at character 2"},
      {"-s/tau +", "cannot be read at character 9: unexpected end of expression"},
      {"-log1p(s, 2)", "cannot be read at character 12: too many parameters for function"},
      {"-(s", "missing parenthesis"},
      {"-s, -r", "must be one expression"},
      {"s = 3", "has a character at 3 that is none of letters"},
      {"-s ? 1 : 2", "has a character at 4 that is none of letters"},
      {"1 - s", "must be 0 at distance 0, not 1: k = 1 where latents coincide"},
      {"log(r)", "must be 0 at distance 0, not -inf"},
      {"s/tau", "must decrease, as attraction and repulsion need: "},
      {"-s*(1 - s/3)", "must decrease"},
      {"log(1 - s)", "must be finite up to distance 2: at 1.43723 it is no number"},
      {"-r/tau", "is not smooth enough for a spline through 8193 values of it: that is off by"},
      {"-max(s, 3*s - 1)", "at distance 0.99"}};
  for (const auto& [text, words] : cases) {
    const std::string said = complaint_of(text);
    CHECK_MESSAGE(said.starts_with("kernel 'table': expression "), said);
    CHECK_MESSAGE(said.find(words) != std::string::npos, said);
  }
  CHECK(complaint_of(std::string(1001, 's')).find("at most 1000 characters, not 1001") !=
        std::string::npos);
  CHECK(complaint_of("-s/tau") == "");
  CHECK(complaint_of("-s/tau", 0.2, 1e6) == "");
  CHECK(complaint_of("-s/tau", 0.2, 0) ==
        "kernel 'table': range = 0 is not above 0 and at most 1000000");
}
