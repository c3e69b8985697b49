// Growing modes of a kernel and of views: forms by the table's coefficients, modes by hand and by
// the equation that defines them, shares of latents.
#include "simclr_flow/diagnostics/growth.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/orthogonal_bases.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"
#include "simclr_flow/energy/positives.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr double tau = 0.3;

std::unique_ptr<Energy> energy_of(const std::string& preset) {
  EnergyConfig config;
  config.preset = preset;
  config.temperature = tau;
  return build_energy(config);
}

Points centring(Index n) { return Points::Identity(n, n) - Points::Constant(n, n, 1 / double(n)); }

/// W: less the mean over the views of one's sample.
Points within(Index n, Index views) {
  Points w = Points::Identity(n, n);
  for (Index i = 0; i < n; i += views)
    w.block(i, i, views, views).array() -= 1 / static_cast<double>(views);
  return w;
}

/// (2 beta/(tau N)) (gamma H - c W).
Points by_coefficients(Index n, Index views, double beta, double gamma, double c) {
  return 2 * beta / (tau * double(n)) * (gamma * centring(n) - c * within(n, views));
}

Points random_kernel(Index n, std::uint32_t substream) {
  const Points j = random_points(n, n + 3, substream);
  return j * j.transpose() / double(n);
}

double apart(const Points& a, const Points& b) { return (a - b).norm() / b.norm(); }

/// Orthonormal: differences of three samples' means, then of the views of each, then the mean.
Points known_modes() {
  Points e(6, 6);
  e << 1, 1, 1, 0, 0, 1,   //
      1, 1, -1, 0, 0, 1,   //
      -1, 1, 0, 1, 0, 1,   //
      -1, 1, 0, -1, 0, 1,  //
      0, -2, 0, 0, 1, 1,   //
      0, -2, 0, 0, -1, 1;
  return e.colwise().normalized();
}

}  // namespace

TEST_CASE("growth: forms are those of the table of coefficients") {
  for (const double v : {2.0, 3.0, 4.0}) {
    const auto views = static_cast<Index>(v);
    const Index n = 4 * views;
    const double m = double(n), pull = v / (v - 1);
    INFO("V = ", views);
    const auto form = [&](const char* preset) {
      return collapse_form(*energy_of(preset), n, views);
    };
    CHECK(apart(form("simclr"), by_coefficients(n, views, 0.5, 1, pull)) < 1e-12);
    CHECK(apart(form("info-nce"), by_coefficients(n, views, 1, 1, pull)) < 1e-12);
    CHECK(apart(form("nt-xent"), by_coefficients(n, views, 1, m / (m - 1), pull)) < 1e-12);
    CHECK(apart(form("dcl"), by_coefficients(n, views, 1, m / (m - v), pull + v / (m - v))) <
          1e-12);
    CHECK(apart(form("simclr"), by_coefficients(n, views, 0.5, 1, 1)) > 0.1);  // c = 1 is seen
  }
  const State rule = State::Constant(3, 1.0 / 3);
  CHECK(apart(collapse_form(*energy_of("simclr"), 12, 3, rule), by_coefficients(12, 3, 0.5, 1, 1)) <
        1e-12);
}

TEST_CASE("growth: positives given one by one are those of the views") {
  const Positives views = Positives::of_views(5), classes = Positives::of_labels({0, 0, 1, 1, 1});
  for (const char* preset : {"simclr", "nt-xent", "dcl"}) {
    const auto energy = energy_of(preset);
    const Points plain = collapse_form(*energy, 10, 2);
    CHECK(apart(collapse_form(*energy, 10, 2, {}, &views), plain) < 1e-13);
    CHECK(apart(collapse_form(*energy, 10, 2, {}, &classes), plain) > 0.1);
  }
}

TEST_CASE("growth: modes that the kernel shares with the views are known by hand") {
  const Points e = known_modes();
  REQUIRE(apart(e.transpose() * e, Points::Identity(6, 6)) < 1e-15);
  const State sizes{{2, 7, 100, 90, 80, 50}};
  const Points form = by_coefficients(6, 2, 0.5, 1, 2),
               theta = e * sizes.asDiagonal() * e.transpose();
  const GrowthModes modes = growth_modes(form, theta, 5);
  const double unit = 1 / (tau * 6);  // views shrink at c - gamma = 1
  CHECK((modes.rates - unit * State{{7, 2, 0, 0, 0}}).norm() < 1e-12 * unit);
  CHECK(std::abs(modes.vectors.col(0).dot(e.col(1))) == doctest::Approx(1).epsilon(1e-14));
  CHECK(std::abs(modes.vectors.col(1).dot(e.col(0))) == doctest::Approx(1).epsilon(1e-14));
  CHECK(modes.vectors.rightCols(3) == Points::Zero(6, 3));
  // The leading modes of H Theta H/N alone are those of the views, which shrink.
  CHECK(growth_alignment(modes, e.col(2).transpose()).norm() < 1e-14);
  CHECK(growth_alignment(modes, e.col(0).transpose()).isApprox(State{{0, 1, 1, 1, 1}}, 1e-14));
  const Points both = 3 * e.col(1).transpose() + 4 * e.col(0).transpose();
  CHECK(growth_alignment(modes, both).isApprox(State{{0.36, 1, 1, 1, 1}}, 1e-14));
}

TEST_CASE("growth: modes solve Theta B r = lambda r, right ones and not left ones") {
  for (const Index n : {12, 40}) {
    const Points form = by_coefficients(n, 4, 1, 1, 4.0 / 3), theta = random_kernel(n, 52);
    const Index count = n / 4 - 1;
    const GrowthModes modes = growth_modes(form, theta, count);
    CHECK(modes.rates.minCoeff() > 0);
    for (Index r = 1; r <= count; ++r) {
      // With the mean beside them the first r columns are mapped into themselves.
      Points span(n, r + 1);
      span << modes.vectors.leftCols(r), State::Ones(n).normalized();
      const Points image = theta * form * span;  // B takes no mean
      const Points inside = modes.vectors.leftCols(r).transpose() * image.leftCols(r);
      CHECK((centring(n) * image.leftCols(r) - modes.vectors.leftCols(r) * inside).norm() <
            1e-11 * image.norm());
      CHECK(inside.trace() == doctest::Approx(modes.rates.head(r).sum()).epsilon(1e-11));
    }
    const Points left = form * theta * modes.vectors;  // the transpose has other eigenvectors
    const Points inside = modes.vectors.transpose() * left;
    CHECK((left - modes.vectors * inside).norm() > 0.05 * left.norm());
  }
}

TEST_CASE("growth: large kernels by Krylov spaces agree with all eigenvectors, of any rank") {
  const Index n = 300, count = 8;
  for (const Index rank : {5, 60, 300}) {
    const Points j = random_points(n, rank, 53);
    Points theta = j * j.transpose();
    for (const Index views : {1, 4}) {
      const Points form = by_coefficients(n, views, 1, 1, views == 1 ? 0 : 4.0 / 3);
      const SymmetricEigen kernel = symmetric_eigen(theta);
      const Points root = kernel.vectors * kernel.values.cwiseMax(0).cwiseSqrt().asDiagonal();
      const SymmetricEigen all = symmetric_eigen(root.transpose() * form * root);
      const State rates = all.values.tail(count).reverse().cwiseMax(0);
      const GrowthModes modes = growth_modes(form, theta, count);
      INFO("rank ", rank, ", V = ", views);
      CHECK((modes.rates - rates).norm() < 1e-9 * rates[0]);
      const Index growing = (rates.array() > 1e-9 * rates[0]).count();
      CHECK(growing == (rank > 5 ? 8 : views == 1 ? 5 : 2));
      const Points right = root * all.vectors.rightCols(growing).rowwise().reverse();
      const Points span = orthonormal_columns(centring(n) * right);
      for (Index r = 1; r <= growing; ++r)
        CHECK((span.leftCols(r).transpose() * modes.vectors.leftCols(r)).squaredNorm() ==
              doctest::Approx(double(r)).epsilon(1e-7));
    }
  }
}

TEST_CASE("growth: the share does not change as latents are moved, rotated or scaled") {
  const GrowthModes modes =
      growth_modes(by_coefficients(12, 3, 0.5, 1, 1.5), random_kernel(12, 54), 3);
  const Points z = random_points(3, 12, 55);
  const State share = growth_alignment(modes, z);
  CHECK((share.tail(2) - share.head(2)).minCoeff() > 0);
  CHECK(share[2] < 1);
  const Points turn = orthonormal_columns(random_points(3, 3, 56));
  const Points moved = (5 * turn * z).colwise() + State{{7, -2, 1}};
  CHECK(growth_alignment(modes, moved).isApprox(share, 1e-12));
  CHECK(growth_alignment(modes, Points::Constant(3, 12, 0.5)) == State::Zero(3));
  const Points made = random_points(3, 2, 57) * modes.vectors.leftCols(2).transpose();
  CHECK(growth_alignment(modes, made)[1] == doctest::Approx(1).epsilon(1e-14));
}

TEST_CASE("growth: blocks count by their trace over the outputs that move") {
  const Points theta = random_kernel(4, 58), p = Points{{1, 0, 0}, {0, 1, 0}, {0, 0, 0}};
  Points alike(12, 12), tangent(12, 12);
  for (Index j = 0; j < 4; ++j)
    for (Index i = 0; i < 4; ++i) {
      alike.block(3 * i, 3 * j, 3, 3) = theta(i, j) * Points::Identity(3, 3);
      tangent.block(3 * i, 3 * j, 3, 3) = theta(i, j) * p;
    }
  CHECK(apart(mean_over_outputs(alike, 4, 3), theta) < 1e-15);
  CHECK(apart(mean_over_outputs(tangent, 4, 2), theta) < 1e-15);
  CHECK(mean_over_outputs(theta, 4, 2) == theta);
}
