// What energies are near collapse: forms against plain sums, coefficients against forms, modes.
#include "simclr_flow/theory/near_collapse.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::CollapseCoefficients;

namespace {

constexpr double tau = 0.3;
constexpr Index samples = 5, dim = 3;

State rule(Index nodes) {
  State weights(nodes);
  for (Index a = 0; a < nodes; ++a) weights[a] = 1 + 0.5 * double(a);
  return weights / weights.sum();
}

theory::PlainSum sum_at(const theory::PlainEnergy& energy, const Points& z, Index views,
                        const State& weights) {
  return weights.size() ? theory::plain_sum_by_quadrature(energy, z, weights)
                        : theory::plain_sum(energy, z, views);
}

/// |dE/dy + y B| over |dE/dy| at latents of this spread: of second order.
double departure(const theory::PlainEnergy& energy, const Points& form, Index views,
                 const State& weights, double spread) {
  const Points y = spread * random_points(dim, form.rows(), 41);
  const Points gradient = sum_at(energy, y, views, weights).gradient;
  return (gradient + y * form).norm() / gradient.norm();
}

/// E - E_c + (1/2) tr(y B y^T) over |y|^2, E_c the value in one place.
double excess(const theory::PlainEnergy& energy, const Points& form, Index views,
              const State& weights, double spread) {
  const Points y = spread * random_points(dim, form.rows(), 41);
  const double risen =
      sum_at(energy, y, views, weights).value - sum_at(energy, 0 * y, views, weights).value;
  return (risen + (y * form * y.transpose()).trace() / 2) / y.squaredNorm();
}

/// (2 beta/tau) diag(p) (gamma H - c W).
Points form_of(const CollapseCoefficients& k, Index views, const State& weights) {
  const Index n = samples * views;
  const State one = weights.size() ? weights : State::Constant(views, 1 / double(views));
  const State p = one.replicate(samples, 1) / double(samples);
  Points within = p.asDiagonal();
  for (Index i = 0; i < samples; ++i)
    within.block(i * views, i * views, views, views) -= one * one.transpose() / double(samples);
  const Points centred = Points(p.asDiagonal()) - p * p.transpose();
  REQUIRE(centred.rows() == n);
  return 2 * k.beta / tau * (k.gamma * centred - k.c * within);
}

double apart(const Points& a, const Points& b) { return (a - b).norm() / b.norm(); }

}  // namespace

TEST_CASE("near collapse: forms are the second order of the plain sums, of every energy and view") {
  Index seen = 0;
  for (const theory::EnergyFacts& facts : theory::energy_facts())
    for (const Index views : {1, 2, 3, 4}) {
      if ((views == 1 && facts.needs_views()) || facts.is_of_inner_products()) continue;
      for (const bool quadrature : {false, true}) {
        if (quadrature &&
            (views == 1 || facts.contrast.negatives == theory::PlainContrast::Negatives::cross))
          continue;
        INFO(facts.preset, ", V = ", views, quadrature ? ", quadrature" : "");
        const State weights = quadrature ? rule(views) : State();
        const theory::PlainEnergy energy{facts.preset, "gauss", tau};
        const Points form = theory::collapse_form(energy, samples, views, weights);
        CHECK(departure(energy, form, views, weights, 1e-4) < 1e-6);
        CHECK(std::abs(excess(energy, form, views, weights, 1e-3)) < 1e-4);
        CHECK((form - form.transpose()).norm() <= 1e-15 * form.norm());
        CHECK(form.rowwise().sum().cwiseAbs().maxCoeff() <= 1e-14 * form.norm());
        ++seen;
      }
    }
  CHECK(seen >= 60);
}

TEST_CASE("near collapse: forms are the second order of the plain sums by labels and weights too") {
  const auto labels = theory::PlainPositives::of_labels({0, 0, 1, 0, 1}, {0, 0, 0, 1, 0});
  const auto weights = theory::PlainPositives::of_weights(
      {{{0, 1}, {3, 0.5}}, {{0, 2}}, {{2, 1}}, {{4, 1}, {1, 3}}, {{3, 1}}});
  for (const theory::EnergyFacts& facts : theory::energy_facts())
    for (const Index views : {1, 2, 3})
      for (const auto* positives : {&labels, &weights}) {
        if (facts.sum != theory::EnergyFacts::Sum::contrast &&
            facts.sum != theory::EnergyFacts::Sum::alignment)
          continue;
        if (views == 1 && facts.needs_views()) continue;
        INFO(facts.preset, ", V = ", views);
        theory::PlainEnergy energy{facts.preset, "gauss", tau};
        energy.positives = positives;
        const Points form = theory::collapse_form(energy, samples, views);
        CHECK(departure(energy, form, views, {}, 1e-4) < 1e-6);
        CHECK(std::abs(excess(energy, form, views, {}, 1e-3)) < 1e-4);
        energy.positives = nullptr;
        CHECK(apart(theory::collapse_form(energy, samples, views), form) > 0.01);
      }
}

TEST_CASE("near collapse: what the form leaves out is of fourth order in the energy") {
  const theory::PlainEnergy energy{"dcl", "gauss", tau};
  const Points form = theory::collapse_form(energy, samples, 3);
  const double far = departure(energy, form, 3, {}, 0.02),
               near = departure(energy, form, 3, {}, 0.01);
  CHECK(std::log2(far / near) == doctest::Approx(2).epsilon(0.02));
}

TEST_CASE("near collapse: other kernels pull by their slope at 0") {
  const theory::PlainEnergy energy{"nt-xent", "student", tau};
  CHECK(departure(energy, theory::collapse_form(energy, samples, 2), 2, {}, 1e-4) < 1e-6);
}

TEST_CASE("near collapse: there are forms of what has a plain sum") {
  CHECK(theory::has_collapse_form({"nt-xent", "student", tau}));
  CHECK_FALSE(theory::has_collapse_form({"nothing", "gauss", tau}));
  CHECK_FALSE(theory::has_collapse_form({"simclr", "nothing", tau}));
  CHECK_FALSE(theory::has_collapse_form({"spectral", "gauss", tau}));  // where latents are matters
  CHECK_THROWS_AS(theory::collapse_form({"spectral", "gauss", tau}, 3, 2), std::invalid_argument);
  CHECK_FALSE(theory::has_collapse_form({"nt-xent", "laplace", tau}));
  for (const char* kernel : {"laplace", "riesz", "log"}) {  // which play no part in alignment
    const theory::PlainEnergy alignment{"alignment", kernel, tau};
    CHECK(theory::has_collapse_form(alignment));
    CHECK(theory::collapse_form(alignment, 3, 2) ==
          theory::collapse_form({"alignment", "gauss", tau}, 3, 2));
    CHECK(theory::length_at_zero(alignment) == 1);
  }
  Parameters given;
  given.lists["distances"] = {0, 1, 2, 3};
  given.lists["log_kernel"] = {0, -1, -3, -5};
  const theory::PlainEnergy table{"nt-xent", "table", tau, {}, given};
  CHECK(departure(table, theory::collapse_form(table, samples, 2), 2, {}, 1e-4) < 1e-6);
}

TEST_CASE("near collapse: coefficients of the presets give the forms") {
  Index seen = 0;
  for (const theory::EnergyFacts& facts : theory::energy_facts())
    for (const Index views : {1, 2, 3, 4})
      for (const bool quadrature : {false, true}) {
        const auto k = theory::collapse_coefficients(facts.preset, samples, views, quadrature);
        if (!k) continue;
        INFO(facts.preset, ", V = ", views, quadrature ? ", quadrature" : "");
        const State weights = quadrature ? rule(views) : State();
        const Points form =
            theory::collapse_form({facts.preset, "gauss", tau}, samples, views, weights);
        CHECK(apart(form_of(*k, views, weights), form) < 1e-14);
        ++seen;
      }
  CHECK(seen == 6 * 4 + 4 * 4);  // six presets; by quadrature not those whose rows drop themselves
}

TEST_CASE("near collapse: coefficients are those of the table") {
  const double n = samples, v = 4, latents = n * v;
  const auto of = [](const char* preset, Index views, bool quadrature = false) {
    return *theory::collapse_coefficients(preset, samples, views, quadrature);
  };
  CHECK(of("simclr", 4).beta == 0.5);
  CHECK(of("simclr", 4).c == doctest::Approx(v / (v - 1)));
  CHECK(of("nt-xent", 4).gamma == doctest::Approx(latents / (latents - 1)));
  CHECK(of("nt-xent", 1).gamma == doctest::Approx(2 * n / (2 * n - 1)));
  CHECK(of("dcl", 4).gamma == doctest::Approx(latents / (latents - v)));
  CHECK(of("dcl", 4).c == doctest::Approx(v / (v - 1) + v / (latents - v)));
  CHECK(of("simclr", 4, true).c == of("simclr", 4, true).gamma);  // differences of views: neutral
  CHECK_FALSE(theory::collapse_coefficients("dhel", samples, 2));
  CHECK_FALSE(theory::collapse_coefficients("alignment", samples, 2));
  CHECK_FALSE(theory::collapse_coefficients("nothing", samples, 2));
  CHECK_THROWS_AS(theory::collapse_coefficients("simclr", 1, 2), InputError);
}

TEST_CASE("near collapse: an attraction of 1, of another V, or twice the slope is seen") {
  const theory::PlainEnergy energy{"simclr", "gauss", tau};
  const CollapseCoefficients right = *theory::collapse_coefficients("simclr", samples, 2);
  CHECK(departure(energy, form_of(right, 2, {}), 2, {}, 1e-4) < 1e-6);
  CollapseCoefficients wrong[] = {right, right, right, right};
  wrong[0].c = 1;
  wrong[1].c = 1.5;
  wrong[2].beta = 1;
  wrong[3].gamma = 10.0 / 9;
  for (const CollapseCoefficients& planted : wrong)
    CHECK(departure(energy, form_of(planted, 2, {}), 2, {}, 1e-4) > 0.05);
}

TEST_CASE("near collapse: modes are eigenvectors, real, at most n - 1 of them grow") {
  const Index views = 3, n = samples * views;
  const Points half = random_points(n, n, 43);
  const Points theta = half * half.transpose() / double(n);
  for (const char* preset : {"simclr", "nt-xent", "dcl"}) {
    const Points form = theory::collapse_form({preset, "gauss", tau}, samples, views);
    const auto modes = theory::collapse_modes(form, theta);
    const Points moved = form * theta * modes.vectors;
    CHECK(apart(moved, modes.vectors * modes.rates.asDiagonal()) < 1e-10);
    CHECK((modes.rates.array() > 0).count() == samples - 1);
    CHECK(modes.rates.size() == n - 1);
    CHECK((modes.rates.head(n - 2) - modes.rates.tail(n - 2)).minCoeff() >= 0);
  }
}

TEST_CASE(
    "near collapse: of single views the rates are 2 mu/((1 + alpha) tau), by quadrature views "
    "neither part nor meet") {
  const Points half = random_points(6, 6, 44);
  const Points theta = half * half.transpose();
  const auto single =
      theory::collapse_modes(theory::collapse_form({"simclr", "gauss", tau}, 6, 1), theta);
  const Points centred = Points::Identity(6, 6) - Points::Constant(6, 6, 1.0 / 6);
  const Points both = centred * theta * centred / 6;
  CHECK(single.rates.sum() == doctest::Approx(both.trace() / tau));
  CHECK(single.rates.squaredNorm() == doctest::Approx((both * both).trace() / tau / tau));
  const auto by_rule =
      theory::collapse_modes(theory::collapse_form({"simclr", "gauss", tau}, 2, 3, rule(3)), theta);
  CHECK(by_rule.rates.size() == 1);
}
