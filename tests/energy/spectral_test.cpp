// The spectral contrastive energy: its value by hand, its minimum, and plain sums that judge it.
#include "simclr_flow/energy/spectral.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/core/symmetric_eigen.hpp"
#include "simclr_flow/energy/energy_laws.hpp"
#include "simclr_flow/energy/positives.hpp"
#include "simclr_flow/theory/pair_pass.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "simclr_flow/theory/spectral_bound.hpp"
#include "support/kernels.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::PlainPositives;

namespace {

/// Descends from random latents until the energy no longer falls.
double least(const Energy& energy, Latents latents, Index d) {
  Points z = 0.5 * random_points(d, latents.z.cols(), 31), gradient;
  const auto at = [&](const Points& x, Points* g) {
    Latents here{x, latents.views, latents.mass, latents.view_weights, latents.positives};
    return energy.evaluate(here, g);
  };
  double value = at(z, &gradient), step = 0.1 * double(z.cols());
  for (int k = 0; k < 20000 && gradient.norm() > 1e-12; ++k) {
    const Points next = z - step * gradient;
    Points there;
    const double lower = at(next, &there);
    if (lower > value - 0.1 * step * gradient.squaredNorm() && step > 1e-3) {
      step /= 2;
      continue;
    }
    z = next;
    value = lower;
    gradient = there;
    step *= 1.05;
  }
  return value;
}

const theory::PlainEnergy spectral_by_pairs{"spectral", "gauss", 1};

double relative(const Points& a, const Points& b) { return (a - b).norm() / b.norm(); }

}  // namespace

TEST_CASE("spectral: two samples of two views by hand") {
  Points z(2, 4);
  z << 1, 2, 0, 1,  //
      0, 1, 1, 3;
  // Positive products 2 and 3; squares of all products u_i·u_j.
  double squares = 0;
  for (Index i = 0; i < 4; ++i)
    for (Index j = 0; j < 4; ++j) squares += std::pow(z.col(i).dot(z.col(j)), 2);
  const auto energy = make_spectral(gauss(1));
  CHECK(energy->evaluate({z, 2}, nullptr) == doctest::Approx(-2 * 2.5 + squares / 16));
  CHECK(energy->evaluate({z, 1}, nullptr) ==
        doctest::Approx(-2 * z.squaredNorm() / 4 + squares / 16));
}

TEST_CASE("spectral: it is no function of distances, and laws say so of one that claims to be") {
  class Claims final : public Energy {
   public:
    std::string_view name() const override { return "claims"; }
    double evaluate(const Latents& latents, Points* g, State* phi) const override {
      return right_->evaluate(latents, g, phi);
    }
    void derivative(const Latents& latents, const Direction& along, PointsOut g_dot,
                    State* phi_dot) const override {
      right_->derivative(latents, along, g_dot, phi_dot);
    }

   private:
    std::unique_ptr<Energy> right_ = make_spectral(gauss(1));
  };
  CHECK(broken_law(Claims()) == "claims: the gradient does not sum to zero");
  CHECK(broken_law(*make_spectral(gauss(1))) == "");
}

TEST_CASE("spectral: its minimum is that of theory, for views, labels, weights and quadratures") {
  const auto energy = make_spectral(gauss(1));
  const Points z = random_points(1, 12, 1);
  for (const Index d : {1, 2, 3, 5})
    for (const Index views : {1, 2, 3}) {
      INFO("d = ", d, ", ", views, " views");
      const double bound = theory::spectral_bound(12 / views, views, d)->value;
      CHECK(bound == -std::min(d, 12 / views));
      CHECK(least(*energy, {z, views}, d) == doctest::Approx(bound).epsilon(1e-10));
    }
  const std::vector<int> labels{0, 0, 0, 1, 1, 2};
  const std::vector<PlainPositives::Row> rows{
      {{1, 2}}, {{0, 1}, {2, 3}}, {{2, 1}}, {{3, 1}, {5, 2}}, {{0, 1}}, {{5, 1}, {4, .5}}};
  std::vector<Positives::Weight> weights;
  for (Index i = 0; i < 6; ++i)
    for (const auto& [j, w] : rows[std::size_t(i)]) weights.push_back({i, j, w});
  const State nodes{{0.2, 0.8}};
  const std::pair<Positives, PlainPositives> all[] = {
      {Positives::of_labels(labels), PlainPositives::of_labels(labels)},
      {Positives::of_weights(6, weights), PlainPositives::of_weights(rows)}};
  for (const auto& [positives, lists] : all)
    for (const Index d : {1, 2, 4})
      for (const State* w : {static_cast<const State*>(nullptr), &nodes}) {
        const double bound = theory::spectral_bound(6, 2, d, &lists, w ? *w : State())->value;
        const double found = least(*energy, {z, 2, nullptr, w, &positives}, d);
        INFO("d = ", d, ", ", w ? "quadrature" : "views");
        CHECK(found == doctest::Approx(bound).epsilon(1e-6));  // as t^-2 where some are 0
        CHECK(found > bound * (1 + 1e-9));
      }
  CHECK(theory::spectral_bound(6, 2, 9, &all[0].second)->value == doctest::Approx(-3));
  CHECK_FALSE(theory::spectral_bound(600, 2, 2, &all[0].second));
}

TEST_CASE("spectral: the double sum, the sum by second moments and the energy are one") {
  const auto energy = make_spectral(gauss(1));
  const State nodes{{0.3, 0.5, 0.2}};
  const std::vector<int> labels{0, 1, 0, 1};
  const auto lists = PlainPositives::of_labels(labels);
  const auto positives = Positives::of_labels(labels);
  const Points z = random_points(3, 12, 5);
  for (const bool by_labels : {false, true})
    for (const bool by_quadrature : {false, true}) {
      theory::PlainEnergy stated = spectral_by_pairs;
      if (by_labels) stated.positives = &lists;
      const State weights = by_quadrature ? nodes : State();
      const auto direct = by_quadrature ? theory::plain_sum_by_quadrature(stated, z, nodes)
                                        : theory::plain_sum(stated, z, 3);
      const auto moments = theory::pair_pass(stated, z, 3, weights).sum;
      Points gradient;
      const double value = energy->evaluate(
          {z, 3, nullptr, by_quadrature ? &nodes : nullptr, by_labels ? &positives : nullptr},
          &gradient);
      INFO(by_labels, by_quadrature);
      CHECK(std::abs(moments.value - direct.value) < 1e-14 * direct.value_scale);
      CHECK(std::abs(value - direct.value) < 1e-14 * direct.value_scale);
      CHECK(relative(moments.gradient, direct.gradient) < 1e-14);
      CHECK(relative(gradient, direct.gradient) < 1e-14);
      CHECK(direct.gradient_scale <= moments.gradient_scale * (1 + 1e-14));
    }
}

TEST_CASE("spectral: what the gradient moves by is within the stated steepness") {
  const Points z = random_points(3, 12, 5), step = 1e-7 * random_points(3, 12, 6);
  const double most = step.colwise().norm().maxCoeff();
  const Points moved = z + step;
  const auto here = theory::plain_sum(spectral_by_pairs, z, 3);
  const double change = (theory::plain_sum(spectral_by_pairs, moved, 3).gradient - here.gradient)
                            .colwise()
                            .norm()
                            .maxCoeff();
  CHECK(change <= 2 * most * here.pull);
  CHECK(change > 0.02 * 2 * most * here.pull);
}

TEST_CASE("spectral: second moments of single views follow the logistic equation") {
  Points z = 0.3 * random_points(2, 8, 9);
  const auto energy = make_spectral(gauss(1));
  const State start = symmetric_eigenvalues(z * z.transpose() / 8);
  CHECK(theory::spectral_flow_energy(start, 0) ==
        doctest::Approx(energy->evaluate({z}, nullptr)).epsilon(1e-13));
  const double step = 1e-3;
  const auto velocity = [&](const Points& x) {
    Points g;
    energy->evaluate({x}, &g);
    return Points(-8 * g);
  };
  for (int k = 0; k < 300; ++k) {  // Runge and Kutta's fourth order
    const Points a = velocity(z), b = velocity(z + step / 2 * a), c = velocity(z + step / 2 * b),
                 e = velocity(z + step * c);
    z += step / 6 * (a + 2 * b + 2 * c + e);
  }
  CHECK(energy->evaluate({z}, nullptr) ==
        doctest::Approx(theory::spectral_flow_energy(start, 0.3)).epsilon(1e-10));
  CHECK(theory::spectral_flow_energy(start, 1e3) == doctest::Approx(-2));
  CHECK_THROWS_AS(theory::spectral_flow_energy(State{{-0.1}}, 1), InputError);
  CHECK_THROWS_AS(theory::spectral_bound(0, 1, 1), InputError);
}
