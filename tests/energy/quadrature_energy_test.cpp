#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/core/taylor_slope.hpp"
#include "simclr_flow/energy/alignment_uniformity.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/flow/latent_energy.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr double tau = 0.3;
const State weights = (State(3) << 0.2, 0.5, 0.3).finished();

double kernel(const Points& z, Index a, Index b) {
  return std::exp(-(z.col(a) - z.col(b)).squaredNorm() / (2 * tau));
}

/// sum_i 1/n sum_ab w_a w_b Psi(sum_jc w_c/n k(u_ia, u_jc) / k(u_ia, u_ib)), term by term.
double plain(const Points& z, bool log_outer) {
  const Index views = weights.size(), samples = z.cols() / views;
  double sum = 0;
  for (Index i = 0; i < samples; ++i)
    for (Index a = 0; a < views; ++a) {
      double potential = 0;
      for (Index q = 0; q < z.cols(); ++q)
        potential += weights[q % views] * kernel(z, i * views + a, q);
      potential /= static_cast<double>(samples);
      for (Index b = 0; b < views; ++b) {
        const double t = potential / kernel(z, i * views + a, i * views + b);
        sum += weights[a] * weights[b] * (log_outer ? std::log1p(t) : t);
      }
    }
  return sum / static_cast<double>(samples);
}

}  // namespace

TEST_CASE("quadrature: energies are the weighted double means, with their derivatives") {
  const Points z = random_points(2, 12, 81), v = random_points(2, 12, 82);
  const Latents latents{z, 3, nullptr, &weights};
  for (const bool log_outer : {true, false}) {
    const auto energy = log_outer ? make_simclr(gauss(tau)) : make_linear(gauss(tau));
    Points gradient;
    CHECK(energy->evaluate(latents, &gradient) ==
          doctest::Approx(plain(z, log_outer)).epsilon(1e-13));
    CHECK(taylor_slope([&](double e) {
            const Points moved = z + e * v;
            return std::abs(plain(moved, log_outer) - plain(z, log_outer) -
                            e * gradient.cwiseProduct(v).sum());
          }) == doctest::Approx(2).epsilon(0.05));
    Points product(2, 12);
    energy->hessian_vector(latents, v, product);
    CHECK(taylor_slope([&](double e) {
            const Points moved = z + e * v;
            Points there;
            energy->evaluate({moved, 3, nullptr, &weights}, &there);
            return (there - gradient - e * product).norm();
          }) == doctest::Approx(2).epsilon(0.05));
  }
}

TEST_CASE("quadrature: alignment is the mean over two independent views") {
  const Points z = random_points(2, 12, 87), v = random_points(2, 12, 88);
  const auto energy = make_alignment(gauss(tau));
  const auto value_at = [&](const Points& at) {
    double sum = 0;
    for (Index i = 0; i < 4; ++i)
      for (Index a = 0; a < 3; ++a)
        for (Index b = 0; b < 3; ++b)
          sum += weights[a] * weights[b] * (at.col(3 * i + a) - at.col(3 * i + b)).squaredNorm();
    return sum / 4;
  };
  Points gradient;
  CHECK(energy->evaluate({z, 3, nullptr, &weights}, &gradient) ==
        doctest::Approx(value_at(z)).epsilon(1e-13));
  const double h = 1e-4;
  CHECK((value_at(z + h * v) - value_at(z - h * v)) / (2 * h) ==
        doctest::Approx(gradient.cwiseProduct(v).sum()).epsilon(1e-8));
  CHECK(theory::plain_sum_by_quadrature({"alignment", "gauss", tau}, z, weights).value ==
        doctest::Approx(value_at(z)).epsilon(1e-13));
}

TEST_CASE("quadrature: theory's plain sum and norm are the same") {
  const Points z = random_points(2, 12, 86);
  const theory::PlainEnergy law{"simclr", "gauss", tau};
  Points gradient;
  const double value = make_simclr(gauss(tau))->evaluate({z, 3, nullptr, &weights}, &gradient);
  const auto sum = theory::plain_sum_by_quadrature(law, z, weights);
  CHECK(sum.value == doctest::Approx(value).epsilon(1e-14));
  CHECK((sum.gradient - gradient).norm() < 1e-13);
  const LatentEnergy energy(std::shared_ptr<const Manifold>(make_euclidean(2)),
                            make_simclr(gauss(tau)), 3, weights);
  CHECK(theory::gradient_norm(sum, z, theory::plain_space("euclidean"), weights) ==
        doctest::Approx(energy.gradient_norm(z)).epsilon(1e-13));
}

TEST_CASE("quadrature: equal views are the invariant map, whatever their weights") {
  const Points samples = random_points(2, 5, 83);
  Points z(2, 15);
  for (Index k = 0; k < 15; ++k) z.col(k) = samples.col(k / 3);
  const auto energy = make_simclr(gauss(tau));
  CHECK(energy->evaluate({z, 3, nullptr, &weights}, nullptr) ==
        doctest::Approx(energy->evaluate({samples}, nullptr)).epsilon(1e-14));
  // the plain mean over different views is another number where views differ
  const Points apart = random_points(2, 15, 84);
  CHECK(std::abs(energy->evaluate({apart, 3, nullptr, &weights}, nullptr) -
                 energy->evaluate({apart, 3}, nullptr)) > 1e-3);
}

TEST_CASE("quadrature: the gradient's norm is that of the law, whose square particles dissipate") {
  const Points z = random_points(2, 12, 85);
  const LatentEnergy energy(std::shared_ptr<const Manifold>(make_euclidean(2)),
                            make_simclr(gauss(tau)), 3, weights);
  Points gradient;
  energy.evaluate(z, &gradient);
  const Points velocity = -gradient * energy.inverse_masses(12).asDiagonal();
  CHECK(std::pow(energy.gradient_norm(z), 2) ==
        doctest::Approx(-velocity.cwiseProduct(gradient).sum()).epsilon(1e-13));
  CHECK(energy.inverse_masses(12).cwiseInverse().sum() == doctest::Approx(1).epsilon(1e-14));
}

TEST_CASE("quadrature: energies that are none of a law refuse view weights") {
  const std::shared_ptr<const Manifold> plane(make_euclidean(2));
  CHECK_THROWS_WITH_AS(LatentEnergy(plane, make_nt_xent(gauss(tau)), 3, weights),
                       doctest::Contains("quadrature"), InputError);
}
