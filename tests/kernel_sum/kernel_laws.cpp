// What kernel_list.hpp and KernelFunctions say of every kernel, at several values of its
// parameters.
#include <doctest/doctest.h>

#include <optional>

#include "simclr_flow/kernel_sum/cross_sum.hpp"
#include "support/kernels.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// s at which scalar functions are looked at: 0, and from 1e-9 tau to 1e9 tau.
std::vector<double> half_squares(double tau) {
  std::vector<double> all{0};
  for (double s = 1e-9; s < 1e9; s *= 7) all.push_back(s * tau);
  return all;
}

bool are_close(double a, double b, double relative) {
  return std::abs(a - b) <= relative * std::max(std::abs(a), std::abs(b));
}

/// The derivative of a function at s > 0, by central differences of two steps and extrapolation.
template <class F>
double derivative(const F& f, double s) {
  const auto difference = [&](double h) { return (f(s + h) - f(s - h)) / (2 * h); };
  const double h = 1e-3 * s;
  return (4 * difference(h / 2) - difference(h)) / 3;
}

/// e(0) = 0 or infinite, and no pull there where it has no slope.
std::optional<std::string> broken_at_zero(const KernelFunctions& k) {
  using enum KernelFunctions::AtZero;
  const double at_zero = k.at_zero() == pole ? std::numeric_limits<double>::infinity() : 0;
  if (k.exponent(0) != at_zero) return fmt::format("e(0) = {}", k.exponent(0));
  if (k.at_zero() == smooth) return std::nullopt;
  if (k.slope(0) != 0 || k.curvature(0) != 0 || k.decay(0) != 0) return "a pull at s = 0";
  if (!(k.slope(1e-12) < 1e3 * k.slope(1e-4))) return "neither a kink nor a pole";
  return std::nullopt;
}

/// e' = slope < 0, slope' = curvature, decay = -curvature/slope, and all of a row alike.
std::optional<std::string> broken_derivative(const KernelFunctions& k, double tau) {
  if (auto broken = broken_at_zero(k)) return broken;
  for (const double s : half_squares(tau)) {
    if (s == 0 && k.at_zero() != KernelFunctions::AtZero::smooth) continue;
    const double slope = k.slope(s), curvature = k.curvature(s);
    if (!(slope < 0) || !std::isfinite(curvature) || !std::isfinite(k.exponent(s)))
      return fmt::format("not a falling exponent at s = {}", s);
    if (!are_close(k.decay(s) * -slope, curvature, 1e-14)) return fmt::format("decay at s = {}", s);
    KernelFunctions::Row one(1), out(1);
    one << s;
    k.exponents(one, out);
    if (out[0] != k.exponent(s)) return "exponents of a row";
    k.pulls(one, out);
    if (out[0] != -slope) return "pulls of a row";
    k.decays(one, out);
    if (out[0] != k.decay(s)) return "decays of a row";
    if (s < 1e-4 * tau) continue;  // differences have no digits left
    const double found = derivative([&](double x) { return k.exponent(x); }, s);
    if (!are_close(found, slope, 1e-8)) return fmt::format("slope at s = {}: {}", s, found);
    const double bent = derivative([&](double x) { return k.slope(x); }, s);
    if (std::abs(bent - curvature) > 1e-8 * (std::abs(curvature) - slope / s))
      return fmt::format("curvature at s = {}: {}", s, bent);
  }
  return std::nullopt;
}

/// Theory's formula, which shares no code.
std::optional<std::string> broken_formula(const KernelFunctions& k,
                                          const theory::PlainKernel& plain, double tau) {
  if (plain.has_pole() != (k.at_zero() == KernelFunctions::AtZero::pole))
    return "theory's log k at s = 0";
  if (plain.is_pair_energy() != k.is_pair_energy()) return "theory's energy of a pair";
  for (const double s : half_squares(tau)) {
    const double found = k.exponent(s), stated = static_cast<double>(plain.log_k(s));
    if (found != stated && !are_close(found, stated, 1e-13))
      return fmt::format("theory's log k at s = {}", s);
    if (!are_close(-k.slope(s), static_cast<double>(plain.pull(s)), 1e-13))
      return fmt::format("theory's pull at s = {}", s);
  }
  return std::nullopt;
}

/// What the sums make of two columns v, w for one row u = 0, in d dimensions, and what the scalar
/// functions do: potential, its gradient, and the change of both along a direction.
class TwoColumns {
 public:
  TwoColumns(const Profile& profile, Index d, double distance)
      : profile_(profile), u_(Points::Zero(d, 1)), v_(d, 2), dv_(random_points(d, 2, 91)) {
    v_.col(0) = distance * random_points(d, 1, 92).normalized();
    v_.col(1) = -0.7 * v_.col(0) + 0.3 * distance * random_points(d, 1, 93);
  }

  std::optional<std::string> broken() const {
    const CrossSum sum(profile_, u_, v_, log_weights());
    const State share = shares();
    const double log_sum = largest() + std::log(terms().sum());
    if (std::abs(sum.log_potential()[0] - log_sum) > 1e-14 * (1 + std::abs(log_sum)))
      return fmt::format("sum: {} instead of {}", sum.log_potential()[0], log_sum);
    Points row = Points::Zero(u_.rows(), 1), columns = Points::Zero(u_.rows(), 2);
    sum.add_gradient([](Index, double) { return 1.0; }, row, columns);
    const Points pulled = gradient(v_);
    if ((columns - pulled).norm() > 1e-12 * scale(pulled)) return "forces";
    Points row_dot = Points::Zero(u_.rows(), 1), columns_dot = Points::Zero(u_.rows(), 2);
    sum.add_hessian_vector(
        Points::Zero(u_.rows(), 1), dv_,
        [](Index, double, double) {
          return CrossSum::RowResponse{1, 0};
        },
        row_dot, columns_dot);
    const Points bent = gradient_dot();
    if ((columns_dot - bent).norm() > 1e-11 * (bent.norm() + scale(pulled) / v_.norm()))
      return "derivative of the forces";
    return std::nullopt;
  }

 private:
  State log_weights() const { return State{{0.0, -0.5}}; }
  double half_square(Index j) const { return 0.5 * v_.col(j).squaredNorm(); }
  State exponents() const {
    return State{{profile_.exponent(half_square(0)), profile_.exponent(half_square(1)) - 0.5}};
  }
  double largest() const { return exponents().maxCoeff(); }
  State terms() const { return (exponents().array() - largest()).exp(); }
  State shares() const { return terms() / terms().sum(); }
  /// d log(sum)/dv_j = share_j e'(s_j) v_j.
  Points gradient(const Points& v) const {
    Points g = v;
    for (Index j = 0; j < 2; ++j) g.col(j) *= shares()[j] * profile_.slope(half_square(j));
    return g;
  }
  double scale(const Points& pulled) const {
    return pulled.norm() * (1 + std::abs(largest()));  // shares have the errors of exponents
  }
  Points gradient_dot() const {
    const State share = shares();
    Points g(v_.rows(), 2);
    State dot(2);  // of the exponents
    for (Index j = 0; j < 2; ++j)
      dot[j] = profile_.slope(half_square(j)) * v_.col(j).dot(dv_.col(j));
    const double mean = share.dot(dot);
    for (Index j = 0; j < 2; ++j) {
      const double s = half_square(j), slope = profile_.slope(s);
      g.col(j) = share[j] * ((dot[j] - mean) * slope * v_.col(j) +
                             profile_.curvature(s) * v_.col(j).dot(dv_.col(j)) * v_.col(j) +
                             slope * dv_.col(j));
    }
    return g;
  }

  Profile profile_;
  Points u_, v_, dv_;
};

std::optional<std::string> broken_sums(const Profile& profile, double tau) {
  for (const Index d : {1, 2, 3, 4, 7})
    for (double distance = 1e-3; distance < 1e4; distance *= 3)
      if (const auto broken = TwoColumns(profile, d, distance * std::sqrt(tau)).broken())
        return fmt::format("{}, d = {}, {} sqrt(tau) apart", *broken, d, distance);
  return std::nullopt;
}

/// Many columns at one distance, up to the largest, share a row's sum: each receives 1/N of its
/// force, whatever becomes of the values and pulls themselves.
std::optional<std::string> broken_crowd(const Profile& profile) {
  constexpr Index count = 4096;
  const Points row = Points::Zero(2, 1), directions = random_points(2, count, 94);
  for (double distance = 1; distance < 1e149; distance *= 7) {
    const Points columns = distance * directions.colwise().normalized();
    Points row_force = Points::Zero(2, 1), forces = Points::Zero(2, count);
    const CrossSum sum(profile, row, columns);
    sum.add_gradient([](Index, double) { return 1.0; }, row_force, forces);
    const double s = 0.5 * distance * distance, expected = profile.exponent(s) + std::log(count);
    const double rounding = 1e-13 * (1 + std::abs(profile.exponent(s)));
    if (!(std::abs(sum.log_potential()[0] - expected) <= rounding))
      return fmt::format("sum of a crowd: {} instead of {}, {} apart", sum.log_potential()[0],
                         expected, distance);
    // Shares have the errors of exponents, and of a distance that rounds.
    const Points pulled = profile.slope(s) / count * columns;
    if (rounding < 1e-3 && !((forces - pulled).norm() <= rounding * pulled.norm()))
      return fmt::format("forces of a crowd, {} apart", distance);
  }
  return std::nullopt;
}

/// Whether the exponent is said to be linear, and is not, or the other way round.
std::optional<std::string> broken_linearity(const KernelFunctions& k, double tau) {
  bool linear = true;
  for (const double s : {0.01, 1.0, 7.0})
    linear = linear && std::abs(k.exponent(s) + s / tau) <= 1e-12 * s / tau;
  if (linear != k.has_linear_exponent()) return "has_linear_exponent is not what e is";
  return std::nullopt;
}

/// The first law that a kernel breaks, by theory's formula.
std::optional<std::string> broken_law(const KernelEntry& kernel,
                                      const theory::MakePlainKernel& plain) {
  for (const Parameters& parameters : parameters_tried(kernel))
    for (const double tau : {0.3, 5.0}) {
      const Profile profile(kernel, tau, parameters);
      auto broken = broken_derivative(profile.functions(), tau);
      if (!broken) broken = broken_linearity(profile.functions(), tau);
      if (!broken) broken = broken_formula(profile.functions(), *plain(tau, parameters), tau);
      if (!broken) broken = broken_sums(profile, tau);
      if (!broken) broken = broken_crowd(profile);
      if (broken) return fmt::format("{}, tau = {}: {}", kernel.name, tau, *broken);
    }
  return std::nullopt;
}

std::optional<std::string> broken_law(const KernelEntry& kernel) {
  return broken_law(kernel, [&](double tau, const Parameters& parameters) {
    return theory::plain_kernel(kernel.name, tau, parameters);
  });
}

/// The student kernel with an error.
class Spoiled final : public KernelFunctions {
 public:
  enum class What { exponent, slope, curvature, linearity, sweeps, at_zero, nothing };
  Spoiled(What what, double tau)
      : what_(what), student_(entry(kernels(), "student"), tau), gauss_(gauss_profile(tau)) {}
  double exponent(double s) const override {
    return student_.exponent(s) * (what_ == What::exponent ? 1 + 1e-6 * s : 1);
  }
  double slope(double s) const override {
    return student_.slope(s) * (what_ == What::slope ? 1.001 : 1);
  }
  double curvature(double s) const override {
    return student_.curvature(s) * (what_ == What::curvature ? 1.001 : 1);
  }
  bool has_linear_exponent() const override { return what_ == What::linearity; }
  AtZero at_zero() const override { return what_ == What::at_zero ? AtZero::kink : AtZero::smooth; }
  const SweepForm* sweep_form() const override {
    return (what_ == What::sweeps ? gauss_ : student_).functions().sweep_form();
  }

 private:
  What what_;
  Profile student_, gauss_;
};

KernelEntry spoiled(Spoiled::What what, const char* name = "student") {
  return {name, "", {}, [what](double tau, const Parameters&) {
            return std::make_shared<const Spoiled>(what, tau);
          }};
}

}  // namespace

TEST_CASE("laws: every kernel's functions, its sums and theory's formula are one kernel") {
  for (const KernelEntry& kernel : kernels()) {
    const auto broken = broken_law(kernel);
    INFO(broken.value_or(""));
    CHECK_FALSE(broken.has_value());
  }
}

TEST_CASE("laws: a kernel of one's own, which no sweep knows, obeys them") {
  const KernelEntry own = own_kernel();
  CHECK(Profile(own, 1).functions().sweep_form() == nullptr);
  const auto broken = broken_law(own, plain_own_kernel);
  INFO(broken.value_or(""));
  CHECK_FALSE(broken.has_value());
}

TEST_CASE("laws: every planted error of a kernel is rejected") {
  using enum Spoiled::What;
  CHECK_FALSE(broken_law(spoiled(nothing)).has_value());
  for (const auto what : {exponent, slope, curvature, linearity, at_zero})
    CHECK(broken_law(spoiled(what)).has_value());
  CHECK(broken_law(spoiled(sweeps)).value_or("").find("sum:") != std::string::npos);
  CHECK(broken_law(spoiled(nothing, "gauss")).value_or("").find("theory's") != std::string::npos);
}

TEST_CASE("kernels: what is added has a name and parameters of its own") {
  const auto refused = [](KernelEntry kernel, const char* why) {
    CHECK_THROWS_WITH_AS(add_kernel(std::move(kernel)), doctest::Contains(why), InputError);
  };
  refused(own_kernel("gauss"), "kernel 'gauss' is there already");
  refused(own_kernel(""), "needs a name");
  KernelEntry wrong = own_kernel("wrong");
  wrong.parameters[0].name = "offset";
  refused(wrong, "parameter 'offset' cannot have this name");
  wrong = own_kernel("wrong");
  wrong.parameters.push_back(wrong.parameters[0]);
  refused(wrong, "is there twice");
  wrong = own_kernel("wrong");
  wrong.parameters[0].standard = -1;
  refused(wrong, "does not allow its standard value");
  wrong = own_kernel("wrong");
  wrong.lists = {{"roundness", "", {}}};
  refused(wrong, "parameter 'roundness' is there twice");
  wrong.lists = {{"mean", "", {}}};
  refused(wrong, "parameter 'mean' cannot have this name");
  wrong = own_kernel("wrong");
  wrong.text = {"mean", "", "-s", {"reach", "", 2, 0, false, 1e6}};
  refused(wrong, "parameter 'mean' cannot have this name");
  wrong.text->name = "formula";
  wrong.text->reach.name = "roundness";
  refused(wrong, "parameter 'roundness' is there twice");
  wrong.text->reach.name = "formula";
  refused(wrong, "parameter 'formula' is there twice");
  wrong = own_kernel("wrong");
  wrong.make = nullptr;
  refused(wrong, "has no functions");
  const auto formula = [](const std::string& name, theory::MakePlainKernel plain) {
    theory::add_plain_kernel(name, std::move(plain));
  };
  CHECK_THROWS_AS(formula("", plain_own_kernel), std::invalid_argument);
  CHECK_THROWS_AS(formula("without", nullptr), std::invalid_argument);
  CHECK_FALSE(theory::has_plain_kernel("without"));
  formula("theory's own", plain_own_kernel);
  CHECK_THROWS_WITH_AS(add_kernel(own_kernel("theory's own"), plain_own_kernel),
                       "kernel 'theory's own': theory has a formula of this name already",
                       InputError);
  CHECK_THROWS_WITH_AS(Profile(own_kernel(), 1, {{"roundnes", 1}}),
                       "kernel 'rounded' has no parameter 'roundnes'", InputError);
  CHECK_THROWS_WITH_AS(Profile(own_kernel(), 1, {{"roundness", 101}}),
                       "kernel 'rounded': roundness = 101 is not above 0 and at most 100",
                       InputError);
}
