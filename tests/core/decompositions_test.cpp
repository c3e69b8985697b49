// Dense decompositions, by the equations that define them.
#include <doctest/doctest.h>

#include <array>
#include <limits>

#include "simclr_flow/core/householder_rotation.hpp"
#include "simclr_flow/core/linear_solvers.hpp"
#include "simclr_flow/core/orthogonal_bases.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr double precision = 1e-13;

double distance(const Points& a, const Points& b) { return (a - b).norm(); }

Points symmetric(Index n, std::uint32_t substream) {
  const Points a = random_points(n, n, substream);
  return a + a.transpose();
}

/// A u's columns are orthonormal, to rounding.
bool is_orthonormal(const Points& q) {
  return distance(q.transpose() * q, Points::Identity(q.cols(), q.cols())) < precision;
}

/// n×m of rank r.
Points of_rank(Index n, Index m, Index r) {
  return random_points(n, r, 901) * random_points(r, m, 902);
}

bool ascends(const State& values) { return std::is_sorted(values.begin(), values.end()); }

}  // namespace

TEST_CASE("symmetric eigen: A V = V diag(values), V orthonormal, values ascending") {
  for (const Index n : {1, 2, 7, 30}) {
    const Points a = symmetric(n, 903);
    const auto [values, vectors] = symmetric_eigen(a);
    CHECK(distance(a * vectors, vectors * values.asDiagonal()) < precision * a.norm());
    CHECK(is_orthonormal(vectors));
    CHECK(ascends(values));
    CHECK(distance(symmetric_eigenvalues(a), values) < precision * a.norm());
    Points lower = a;  // what stands above the diagonal is not read
    lower.triangularView<Eigen::StrictlyUpper>().setConstant(7);
    CHECK(symmetric_eigenvalues(lower) == symmetric_eigenvalues(a));
  }
}

TEST_CASE("symmetric eigen: a matrix of no rows has no eigenvalues") {
  CHECK(symmetric_eigenvalues(Points(0, 0)).size() == 0);
  CHECK(symmetric_eigen(Points(0, 0)).values.size() == 0);
}

TEST_CASE("symmetric eigen: in long double, to its precision") {
  const LongPoints a = symmetric(9, 904).cast<long double>();
  const auto [values, vectors] = long_symmetric_eigen(a);
  CHECK(double((a * vectors - vectors * values.asDiagonal()).norm() / a.norm()) < 1e-17);
  CHECK(ascends(values.cast<double>()));
}

TEST_CASE("symmetric eigen: a tridiagonal matrix has the eigenvalues of the whole one") {
  const Index n = 12;
  const State diagonal = random_points(n, 1, 905), off = random_points(n - 1, 1, 906);
  Points whole = diagonal.asDiagonal();
  whole.diagonal<-1>() = off;
  const State values = tridiagonal_eigenvalues(diagonal, off);
  CHECK(distance(values, symmetric_eigenvalues(whole)) < precision);
  const LongState precise =
      tridiagonal_eigenvalues(LongState(diagonal.cast<long double>()), off.cast<long double>());
  CHECK(distance(precise.cast<double>(), values) < precision);
}

TEST_CASE("symmetric eigen: of a matrix that is not finite all values are NaN") {
  Points a = symmetric(5, 907);
  a(3, 1) = std::numeric_limits<double>::quiet_NaN();
  CHECK(symmetric_eigenvalues(a).array().isNaN().all());
  CHECK(symmetric_eigen(a).values.array().isNaN().all());
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(symmetric_eigenvalues(Points::Constant(1, 1, infinity)).array().isNaN().all());
}

TEST_CASE("orthogonal bases: of the span of columns and of what is orthogonal to them") {
  const Points a = random_points(9, 4, 908);
  const Points q = orthonormal_columns(a), rest = orthogonal_complement(a);
  CHECK(is_orthonormal(q));
  CHECK(distance(q * (q.transpose() * a), a) < precision);
  CHECK(is_orthonormal(rest));
  CHECK(rest.cols() == 5);
  CHECK((rest.transpose() * a).norm() < precision);
}

TEST_CASE("orthogonal bases: rank is that of independent columns") {
  const Points a = of_rank(9, 6, 3);
  const Points span = orthonormal_span(a, 1e-9);
  CHECK(span.cols() == 3);
  CHECK(is_orthonormal(span));
  CHECK(distance(span * (span.transpose() * a), a) < precision * a.norm());
  const auto columns = independent_columns(a, 1e-9);
  CHECK(columns.size() == 3);
  const Points chosen = a(Eigen::all, columns);
  CHECK(orthonormal_span(chosen, 1e-9).cols() == 3);
}

TEST_CASE("orthogonal bases: the nearest orthogonal matrix leaves a symmetric positive factor") {
  for (const Index n : {1, 3, 20}) {
    const Points a = random_points(n, n, 909), r = nearest_orthogonal(a);
    const Points factor = r.transpose() * a;
    CHECK(is_orthonormal(r));
    CHECK(distance(factor, factor.transpose()) < precision * a.norm());
    CHECK(symmetric_eigenvalues(factor)[0] > 0);
  }
}

TEST_CASE("Householder rotation: Q's first columns are those given, Q^T Q = 1, Q^T M Q") {
  const Index n = 8, m = 3;
  const Points given = orthonormal_columns(random_points(n, m, 910)), a = symmetric(n, 911);
  const HouseholderRotation rotation(given);
  Points q(n, n);
  for (Index k = 0; k < n; ++k) q.col(k) = rotation.apply(State::Unit(n, k));
  CHECK(is_orthonormal(q));
  CHECK(distance(q.leftCols(m).cwiseAbs(), given.cwiseAbs()) < precision);
  const State u = random_points(n, 1, 912);
  CHECK(distance(rotation.apply_transposed(u), q.transpose() * u) < precision);
  Points turned = a;
  rotation.conjugate(turned);
  CHECK(distance(turned, q.transpose() * a * q) < precision * a.norm());
}

TEST_CASE("linear solvers: Cholesky solves, and refuses what is not positive definite") {
  const Points root = random_points(6, 6, 913), a = root * root.transpose();
  const auto factor = Cholesky::of(a);
  REQUIRE(factor.has_value());
  const Points b = random_points(6, 2, 914);
  CHECK(distance(a * factor->solve(b), b) < 1e-10);
  CHECK_FALSE(Cholesky::of(-a).has_value());
  CHECK_FALSE(Cholesky::of(a * std::numeric_limits<double>::quiet_NaN()).has_value());
}

TEST_CASE("linear solvers: least norm, one solution for each rank that a threshold gives") {
  State scales(6);
  scales << 1, 2, 3, 1e-5, 1e-11, 0;
  const Points q = orthonormal_columns(random_points(6, 6, 915));
  const Points a = q * scales.asDiagonal() * q.transpose();
  const State b = a * State(random_points(6, 1, 916));
  const auto solutions = least_norm_solutions(a, b, std::array{1e-13, 1e-12, 1e-8});
  REQUIRE(solutions.size() == 2);  // of rank 5 and 4
  for (const State& x : solutions) {
    CHECK((a * x - b).norm() < 1e-10);
    CHECK(std::abs(q.col(5).dot(x)) < 1e-4);  // the direction that is not seen
  }
  CHECK(std::abs(q.col(4).dot(solutions[1])) < 1e-4);
}
