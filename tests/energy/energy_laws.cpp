#include "simclr_flow/energy/energy_laws.hpp"

#include <doctest/doctest.h>

#include <map>

#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "support/energy_samples.hpp"
#include "support/kernels.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr Index views_tried[] = {1, 2, 3};

/// Points of 12 latents with views near each other, away from every symmetry.
Points latents(Index d, Index views) {
  Points z = random_points(d, 12, 5);
  for (Index i = 0; i < 12; ++i) z.col(i) = z.col(i - i % views) + 0.3 * z.col(i);
  return z;
}

/// The same, and on the line a third apart but for small displacements: no step of a law takes two
/// through each other, where kernels with a kink or a pole have no Taylor series.
Points latents_for(const KernelEntry& kernel, Index d, Index views) {
  const bool smooth = standard_functions(kernel)->at_zero() == KernelFunctions::AtZero::smooth;
  if (smooth || d > 1) return latents(d, views);
  return Points(State::LinSpaced(12, 0, 4).transpose()) + 0.04 * random_points(1, 12, 5);
}

/// Unequal positive masses that sum to 1.
State masses(Index count) {
  const State w = (0.5 * random_state(count, 13)).array().exp();
  return w / w.sum();
}

/// Planted errors: an energy that spoils one thing of a right one.
class Spoiled final : public Energy {
 public:
  enum class What {
    halved_gradient,
    zero_gradient,
    halved_hessian,
    shifted_value,
    halved_variation,
    forgotten_masses,
    halved_variation_derivative,
    unsymmetric,
    untold_views,
    not_a_number,
    infinite_gradient,
    two_atoms
  };
  explicit Spoiled(What what) : what_(what) {}
  std::string_view name() const override { return "spoiled"; }
  bool is_functional_of_law() const override { return what_ == What::two_atoms; }
  double evaluate(const Latents& latents, Points* gradient, State* first_variation) const override {
    const double value = right_->evaluate(latents, gradient, first_variation);
    if (gradient && what_ == What::halved_gradient) *gradient *= 0.5;
    if (gradient && what_ == What::zero_gradient) gradient->setZero();
    if (first_variation && what_ == What::halved_variation) *first_variation *= 0.5;
    const bool far = latents.z.cwiseAbs().maxCoeff() > 1e3;
    if (far && what_ == What::not_a_number) return std::nan("");
    if (far && gradient && what_ == What::infinite_gradient) gradient->row(0).setConstant(1 / 0.0);
    return what_ == What::shifted_value ? value + 1e-6 * latents.z(0, 0) : value;
  }
  void derivative(const Latents& latents, const Direction& along, PointsOut gradient_dot,
                  State* first_variation_dot) const override {
    const bool forgets = what_ == What::forgotten_masses;
    right_->derivative(latents, {along.dz, forgets ? nullptr : along.mass}, gradient_dot,
                       first_variation_dot);
    if (what_ == What::halved_hessian) gradient_dot *= 0.5;
    if (what_ == What::unsymmetric && along.mass) gradient_dot.row(0) += along.dz.row(1);
    if (first_variation_dot && what_ == What::halved_variation_derivative)
      *first_variation_dot *= 0.5;
  }

 private:
  What what_;
  std::unique_ptr<Energy> right_ = what_ == What::untold_views ? make_simclr_cross(gauss(0.2))
                                   : what_ == What::two_atoms  ? make_simclr_noself(gauss(0.2))
                                                               : make_simclr(gauss(0.2));
};

}  // namespace

TEST_CASE("laws: every energy and kernel with one, two and three views, d = 1, 2, 3, 5") {
  for (const EnergySample& sample : energy_samples())
    for (const KernelEntry& kernel : kernels())
      for (const Index views : views_tried)
        for (const Index d : {1, 2, 3, 5})
          for (const double tau : {0.5, 2.0}) {
            INFO(sample.label, ", ", kernel.name, ", ", views, " views, d = ", d, ", tau = ", tau);
            if (!takes_kernel(sample, kernel, views)) continue;
            CHECK(broken_law(*sample.make({kernel, tau}), latents_for(kernel, d, views), views) ==
                  "");
          }
}

TEST_CASE("laws: every planted error of an energy is rejected, and told in words") {
  using enum Spoiled::What;
  const std::pair<Spoiled::What, const char*> told[] = {
      {halved_gradient, "the gradient is not dE/dz"},
      {zero_gradient, "the gradient is not dE/dz"},
      {halved_hessian, "hessian_vector is not the derivative"},
      {shifted_value, "the value changes under rotations"},
      {halved_variation, "the first variation is not dE/dp"},
      {forgotten_masses, "derivative is not that of dE/dz"},
      {halved_variation_derivative, "derivative is not that of the first variation"},
      {unsymmetric, "derivative is not"},
      {untold_views, "relabelling of views"},
      {not_a_number, "the value is no number"},
      {infinite_gradient, "the gradient is no number"},
      {two_atoms, "two latents at one place"}};
  for (const auto& [what, words] : told) {
    const Index views = what == untold_views ? 2 : 1;
    const std::string broken = broken_law(Spoiled(what), latents(3, views), views);
    CHECK(broken.starts_with("spoiled: "));
    CHECK_MESSAGE(broken.find(words) != std::string::npos, broken);
  }
}

TEST_CASE("laws: energies are asked for their laws by name alone, or for sizes of latents") {
  CHECK(broken_law(*make_nt_xent(gauss(0.5))) == "");
  CHECK(broken_law(*make_nt_xent(gauss(0.5)), 2, 3) == "");
  CHECK(broken_law(Spoiled(Spoiled::What::halved_gradient)) != "");
}

TEST_CASE("laws: views that do not divide the latents into samples are refused") {
  const auto energy = make_nt_xent(gauss(0.5));
  for (const Index views : {-1, 0, 5, 7, 8, 12, 24})
    CHECK_THROWS_WITH_AS(broken_law(*energy, 3, views), doctest::Contains("views must divide"),
                         InputError);
  CHECK_THROWS_WITH_AS(broken_law(*energy, random_points(3, 7, 1), 2),
                       "laws of an energy at 7 latents of 2 views: views must divide the latents "
                       "into at least 2 samples",
                       InputError);
}

TEST_CASE("laws: every energy agrees with its plain double sum, masses and views included") {
  for (const EnergySample& sample : energy_samples())
    for (const KernelEntry& kernel : kernels())
      for (const Index views : views_tried) {
        INFO(sample.label, ", ", kernel.name, ", ", views, " views");
        if (!takes_kernel(sample, kernel, views)) continue;
        const Points z = latents(3, views);
        const State mass = masses(z.cols());
        for (const State* p : {static_cast<const State*>(nullptr), &mass}) {
          Points gradient;
          const double value = sample.make({kernel, 0.3})->evaluate({z, views, p}, &gradient);
          const auto plain = theory::plain_sum(sample.plain(kernel, 0.3), z, views, p);
          CHECK(std::abs(value - plain.value) <= 1e-13 * std::max(1.0, std::abs(plain.value)));
          CHECK((gradient - plain.gradient).norm() <= 1e-13 * std::max(1.0, plain.gradient.norm()));
        }
      }
}

TEST_CASE("laws: an energy and a kernel that is infinite for it are refused, and no others") {
  for (const EnergySample& sample : energy_samples())
    for (const KernelEntry& kernel : kernels())
      for (const Index views : views_tried) {
        INFO(sample.label, ", ", kernel.name, ", ", views, " views");
        const Points z = latents(3, views);
        const auto value = [&] {
          return sample.make({kernel, 0.5})->evaluate({z, views}, nullptr);
        };
        if (takes_kernel(sample, kernel, views))
          CHECK(std::isfinite(value()));
        else
          CHECK_THROWS_WITH_AS(value(), doctest::Contains("energy '"), InputError);
      }
}

TEST_CASE("laws: where latents coincide at a pole energies are infinite, nothing moves, and why") {
  Points z = latents(3, 1);
  z.col(7) = z.col(2);
  for (const char* kernel : {"riesz", "log"})
    for (const char* preset : {"linear", "dcl", "uniformity"}) {
      if (!takes_kernel(entry(energies(), preset), {}, entry(kernels(), kernel), 1)) continue;
      INFO(preset, ", ", kernel);
      const auto energy = entry(energies(), preset).make({entry(kernels(), kernel), 1});
      Points gradient;
      CHECK(energy->evaluate({z}, &gradient) == std::numeric_limits<double>::infinity());
      CHECK(gradient == Points::Zero(3, 12));
      CHECK(energy->why_not_finite({z}) ==
            "latents 2 and 7 are in one place, where the kernel is infinite");
      CHECK(energy->why_not_finite({latents(3, 1)}) == "");
    }
}

TEST_CASE("laws: energies take a kernel of one's own, with its parameter") {
  const KernelEntry kernel = own_kernel();
  if (!theory::has_plain_kernel(kernel.name))
    theory::add_plain_kernel(kernel.name, plain_own_kernel);
  for (const EnergySample& sample : energy_samples())
    for (const Index views : {1, 2})
      for (const double roundness : {0.3, 20.0}) {
        INFO(sample.label, ", ", views, " views, roundness ", roundness);
        const Parameters given{{"roundness", roundness}};
        const auto energy = sample.make({kernel, 0.5, given});
        const Points z = latents(3, views);
        CHECK(broken_law(*energy, z, views) == "");
        Points gradient;
        const double value = energy->evaluate({z, views}, &gradient);
        const auto plain = theory::plain_sum(sample.plain(kernel, 0.5, nullptr, given), z, views);
        CHECK(std::abs(value - plain.value) <= 1e-13 * std::max(1.0, std::abs(plain.value)));
        CHECK((gradient - plain.gradient).norm() <= 1e-13 * std::max(1.0, plain.gradient.norm()));
      }
}

TEST_CASE("laws: one view is the value at collapsed views, up to the counted twin") {
  const std::map<std::string_view, double> twin{
      {"simclr", 0},        {"simclr-cross", 0}, {"nt-xent", 0}, {"info-nce", std::log(2)},
      {"dcl", std::log(2)}, {"dhel", 0},         {"linear", 0},  {"alignment", 0},
      {"spectral", 0}};
  const Points z = random_points(3, 5, 10);
  Points twice(3, 10);
  for (Index i = 0; i < 10; ++i) twice.col(i) = z.col(i / 2);
  for (const auto& [name, offset] : twin) {
    CAPTURE(name);
    const auto energy = entry(energies(), name).make(gauss(0.4));
    CHECK(energy->evaluate({z, 1}, nullptr) + offset ==
          doctest::Approx(energy->evaluate({twice, 2}, nullptr)).epsilon(1e-14));
  }
}

TEST_CASE("laws: with one view the log presets are one family F_a") {
  const Points z = random_points(2, 7, 15);
  const double n = 7, log_n = std::log(n);
  const auto family = [&](double a) {
    double sum = 0;
    for (Index i = 0; i < 7; ++i) {
      double others = a;
      for (Index j = 0; j < 7; ++j)
        if (j != i) others += std::exp(-(z.col(i) - z.col(j)).squaredNorm() / 0.8);
      sum += std::log(others) / n;
    }
    return sum;
  };
  const std::pair<const char*, double> members[] = {{"simclr", family(n + 1) - log_n},
                                                    {"simclr-noself", family(n) - log_n},
                                                    {"info-nce", family(1)},
                                                    {"nt-xent", std::log(2) + family(0.5)},
                                                    {"dcl", family(0)},
                                                    {"dhel", family(0)}};
  for (const auto& [name, value] : members) {
    CAPTURE(name);
    CHECK(entry(energies(), name).make(gauss(0.4))->evaluate({z, 1}, nullptr) ==
          doctest::Approx(value).epsilon(1e-14));
  }
}

TEST_CASE("laws: equal masses move as masses that are not given do") {
  const Points z = latents(2, 1), dz = random_points(2, 12, 15);
  const auto energy = make_simclr(gauss(0.4));
  const State equal = State::Constant(12, 1 / 12.0);
  State dp = 0.5 * random_state(12, 16) / 12;
  dp.array() -= dp.mean();
  Points given_z(2, 12), none_z(2, 12);
  State given_p, none_p;
  energy->derivative({z, 1, &equal}, {dz, &dp}, given_z, &given_p);
  energy->derivative({z}, {dz, &dp}, none_z, &none_p);
  CHECK((given_z - none_z).norm() < 1e-14);
  CHECK((given_p - none_p).norm() < 1e-14);
}

TEST_CASE("laws: the first variation of simclr is the written formula") {
  const Points z = random_points(2, 6, 16);
  const State mass = masses(6);
  State phi;
  make_simclr(gauss(0.4))->evaluate({z, 1, &mass}, nullptr, &phi);
  Points k(6, 6);
  for (Index i = 0; i < 6; ++i)
    for (Index j = 0; j < 6; ++j) k(i, j) = std::exp(-(z.col(i) - z.col(j)).squaredNorm() / 0.8);
  const State potential = k * mass;
  for (Index i = 0; i < 6; ++i) {
    double expected = std::log(1 + potential[i]);
    for (Index j = 0; j < 6; ++j) expected += mass[j] * k(i, j) / (1 + potential[j]);
    CHECK(phi[i] == doctest::Approx(expected).epsilon(1e-14));
  }
}

TEST_CASE("laws: energies refuse a temperature that is not positive and finite") {
  for (const EnergyEntry& entry : energies())
    for (const double tau : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()})
      CHECK_THROWS_WITH_AS(entry.make(gauss(tau)),
                           doctest::Contains("temperature must be positive"), InputError);
}
