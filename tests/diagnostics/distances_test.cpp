// MMD and Gram distance against their double sums.
#include <doctest/doctest.h>

#include "simclr_flow/core/orthogonal_bases.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/diagnostics/gram_distance.hpp"
#include "simclr_flow/diagnostics/kernel_discrepancy.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using doctest::Approx;

namespace {

/// MMD^2 as one sum over the atoms of a - b.
double plain_mmd(const Law& a, const Law& b, double tau) {
  const Index n = a.size(), all = n + b.size();
  const auto atom = [&](Index i) -> State { return i < n ? a.z.col(i) : b.z.col(i - n); };
  const auto charge = [&](Index i) { return i < n ? a.mass_of(i) : -b.mass_of(i - n); };
  long double sum = 0;
  for (Index i = 0; i < all; ++i)
    for (Index j = 0; j < all; ++j)
      sum += static_cast<long double>(charge(i) * charge(j)) *
             std::exp(-static_cast<long double>((atom(i) - atom(j)).squaredNorm()) / (2 * tau));
  return static_cast<double>(sum);
}

Points rotation(Index d, std::uint32_t substream) {
  return orthonormal_columns(random_points(d, d, substream));
}

double plain_gram(const Points& a, const Points& b) {
  return (gram(a) - gram(b)).norm() / static_cast<double>(a.cols());
}

}  // namespace

TEST_CASE("mmd: the double sum, for every size, mass and temperature") {
  const State mass = random_state(9, 1).array().abs() / random_state(9, 1).array().abs().sum();
  for (const double tau : {1e-3, 0.2, 5.0, 1e4})
    for (const Index d : {1, 2, 3, 8}) {
      const Points a = random_points(d, 9, 2), b = 1.3 * random_points(d, 14, 3);
      CHECK(std::abs(squared_mmd({a}, {b}, tau) - plain_mmd({a}, {b}, tau)) < squared_mmd_error);
      CHECK(std::abs(squared_mmd({a, &mass}, {b}, tau) - plain_mmd({a, &mass}, {b}, tau)) <
            squared_mmd_error);
      CHECK(std::abs(squared_mmd({b}, {a, &mass}, tau) - plain_mmd({a, &mass}, {b}, tau)) <
            squared_mmd_error);
    }
}

TEST_CASE("mmd: two atoms in closed form") {
  Points a(1, 1), b(1, 1);
  a << 0.2;
  b << 1.5;
  CHECK(squared_mmd({a}, {b}, 0.3) == Approx(2 - 2 * std::exp(-1.69 / 0.6)).epsilon(1e-14));
}

TEST_CASE("mmd: a metric between laws, within its stated error") {
  const Points a = random_points(3, 200, 4), b = random_points(3, 150, 5),
               c = random_points(3, 80, 6).array() + 0.5;
  const auto mmd = [](const Points& x, const Points& y) {
    return std::sqrt(squared_mmd({x}, {y}, 0.2));
  };
  CHECK(mmd(a, b) > 0.01);
  CHECK(mmd(a, b) == Approx(mmd(b, a)).epsilon(1e-12));
  CHECK(mmd(a, c) <= mmd(a, b) + mmd(b, c));
  CHECK(mmd(a, a) == 0);
  CHECK(squared_mmd({a}, {a.rowwise().reverse()}, 0.2) <= squared_mmd_error);
  const Points turn = rotation(3, 7), turned = turn * a, with = turn * c;
  CHECK(mmd(turned, with) == Approx(mmd(a, c)).epsilon(1e-10));
  CHECK(squared_mmd({a}, {turned}, 0.2) > 1e-4);  // but it sees a rotation of one alone
  CHECK(std::isnan(squared_mmd({a * NAN}, {b}, 0.2)));
}

TEST_CASE("mmd: the same bits for every number of threads") {
  const Points a = random_points(3, 2000, 8), b = random_points(3, 1500, 9);
  const Index before = thread_count();
  set_thread_count(1);
  const double alone = squared_mmd({a}, {b}, 0.2);
  set_thread_count(3);
  CHECK(squared_mmd({a}, {b}, 0.2) == alone);
  set_thread_count(before);
}

TEST_CASE("gram distance: the definition, in every dimension") {
  for (const Index d : {1, 2, 3, 8, 20}) {
    const Points a = random_points(d, 12, 10), b = 1.2 * random_points(d, 12, 11);
    CHECK(gram_distance(a, b) == Approx(plain_gram(a, b)).epsilon(1e-12));
    CHECK(gram_distance(b, a) == Approx(plain_gram(a, b)).epsilon(1e-12));
    CHECK(gram_distance(a, 1.5 * a) == Approx(1.25 * gram(a).norm() / 12).epsilon(1e-12));
  }
}

TEST_CASE("gram distance: rotations and reflections are at distance 0, a permutation is not") {
  const Points a = random_points(3, 50, 12);
  CHECK(gram_distance(a, rotation(3, 13) * a) < 1e-13);
  CHECK(gram_distance(a, -a) < 1e-13);
  CHECK(gram_distance(a, a.rowwise().reverse()) > 0.5);
  CHECK(gram_distance(Points::Zero(2, 5), Points::Zero(2, 5)) == 0);
  CHECK(std::isnan(gram_distance(a * NAN, a)));
}

TEST_CASE("gram distance: small ones keep their digits, also after a rotation") {
  const Points a = random_points(3, 50, 14), move = random_points(3, 50, 15);
  // To first order in s: |A^T M + M^T A|_F s/N.
  const double slope = (a.transpose() * move + move.transpose() * a).norm() / 50;
  for (const double s : {1e-7, 1e-9}) {
    CHECK(gram_distance(a, a + s * move) == Approx(slope * s).epsilon(1e-5));
    CHECK(gram_distance(rotation(3, 16) * a, a + s * move) == Approx(slope * s).epsilon(1e-5));
  }
}

TEST_CASE("gram distance: centring takes shifts away") {
  const Points a = random_points(2, 20, 17), shifted = a.array() + 3;
  CHECK(gram_distance(a, shifted) > 1);
  CHECK(gram_distance(centred(a), centred(shifted)) < 1e-13);
  CHECK(centred(shifted).rowwise().mean().norm() < 1e-14);
}
