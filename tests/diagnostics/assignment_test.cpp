#include "simclr_flow/diagnostics/assignment.hpp"

#include <doctest/doctest.h>

#include <set>

#include "support/plain_transport.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// The total cost; columns that are no permutation are infinitely dear.
double total(const Points& cost, const std::vector<Index>& columns) {
  if (std::set(columns.begin(), columns.end()).size() != columns.size()) return INFINITY;
  double sum = 0;
  for (Index i = 0; i < cost.rows(); ++i) sum += cost(i, columns[static_cast<std::size_t>(i)]);
  return sum;
}

/// The least cost of permutations that move two rows, less this one's: not negative if optimal.
double best_exchange(const Points& cost, const std::vector<Index>& columns) {
  double best = INFINITY;
  for (Index i = 0; i < cost.rows(); ++i)
    for (Index j = 0; j < i; ++j) {
      const Index p = columns[static_cast<std::size_t>(i)],
                  q = columns[static_cast<std::size_t>(j)];
      best = std::min(best, cost(i, q) + cost(j, p) - cost(i, p) - cost(j, q));
    }
  return best;
}

}  // namespace

TEST_CASE("assignment: the best of all permutations") {
  for (Index n = 1; n <= 7; ++n)
    for (std::uint32_t draw = 0; draw < 20; ++draw) {
      const Points cost = random_points(n, n, 700 + 20 * static_cast<std::uint32_t>(n) + draw);
      CAPTURE(n);
      CHECK(total(cost, optimal_assignment(cost)) ==
            doctest::Approx(least_cost(cost)).epsilon(1e-13));
    }
}

TEST_CASE("assignment: ties, and costs of few values") {
  for (std::uint32_t draw = 0; draw < 40; ++draw) {
    const Points cost = random_points(6, 6, 900 + draw).array().round();
    CHECK(total(cost, optimal_assignment(cost)) == least_cost(cost));
  }
  CHECK(optimal_assignment(Points::Ones(3, 3)) == std::vector<Index>{0, 1, 2});
}

TEST_CASE("assignment: many points put in another order are found, and no exchange is better") {
  const Index n = 300;
  const Points z = random_points(3, n, 31), other = random_points(3, n, 32);
  Points cost(n, n), moved(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) {
      cost(i, j) = (z.col(i) - other.col(j)).squaredNorm();
      moved(i, j) = (z.col(i) - z.col((7 * j + 3) % n)).squaredNorm();
    }
  CHECK(total(moved, optimal_assignment(moved)) == 0);
  const auto columns = optimal_assignment(cost);
  CHECK(std::isfinite(total(cost, columns)));
  CHECK(best_exchange(cost, columns) > -1e-12);
  // Numbers added to rows and columns move every permutation's cost alike.
  Points priced = cost;
  priced.colwise() += random_state(n, 33);
  priced.rowwise() += random_state(n, 34).transpose();
  CHECK(total(cost, optimal_assignment(priced)) ==
        doctest::Approx(total(cost, columns)).epsilon(1e-12));
}
