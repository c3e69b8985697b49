#include "legendre_table.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "chebyshev_series.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow {
namespace {

constexpr long double negligible_function = 1e-18L;

/// From l - 1 and l - 2 to l > m, for a cosine.
struct LegendreStep {
  LegendreStep(Index l, Index m) {
    const auto a = static_cast<long double>(l), b = static_cast<long double>(m);
    const long double root = std::sqrt(a * a - b * b);
    first = (2 * a - 1) / root;
    second = std::sqrt((a - 1) * (a - 1) - b * b) / root;
  }
  long double operator()(long double cosine, long double before, long double before_that) const {
    return first * cosine * before - second * before_that;
  }
  long double first, second;
};

/// sqrt((2m)!)/(2^m m!), by which sin^m is multiplied for l = m.
long double first_factor(Index m) {
  long double factor = 1;
  for (Index k = 1; k <= m; ++k)
    factor *= std::sqrt(static_cast<long double>(2 * k - 1) / static_cast<long double>(2 * k));
  return factor;
}

/// Whether a function of the order m reaches what counts at this angle, l <= limit.
bool counts(long double angle, Index m, Index limit) {
  long double now = first_factor(m) * std::pow(std::sin(angle), static_cast<long double>(m)),
              before = 0;
  for (Index l = m + 1; l <= limit && std::abs(now) < negligible_function; ++l)
    before = std::exchange(now, LegendreStep(l, m)(std::cos(angle), now, before));
  return std::abs(now) >= negligible_function;
}

/// By bisection: the larger the order, the smaller are its functions.
Index most_order_of(const SphereRing& ring, Index limit) {
  const long double outer =
      static_cast<long double>(ring.middle) + static_cast<long double>(ring.height) / 2;
  Index least = 0, most = limit;
  while (least < most) {
    const Index middle = (least + most + 1) / 2;
    if (counts(outer, middle, limit))
      least = middle;
    else
      most = middle - 1;
  }
  return least;
}

}  // namespace

Eigen::VectorXd cap_squares(int degree, Index m) {
  return (1 + chebyshev_nodes((degree - m + 1) / 2).array()).cast<double>();
}

LegendreTable::LegendreTable(const SphereCells& cells, int degree, Index band_limit)
    : degree_(degree), band_limit_(band_limit) {
  for (const SphereRing& ring : cells.rings())
    most_orders_.push_back(most_order_of(ring, band_limit));
  Index begin = 0;
  for (Index m = 0; m <= band_limit; ++m) {
    const Index first = std::ranges::lower_bound(most_orders_, m) - most_orders_.begin(),
                rings = static_cast<Index>(most_orders_.size()) - first,
                nodes = (nodes_of_cap(m) + rings * degree_ + 7) / 8 * 8;
    orders_.push_back({first, nodes, begin});
    begin += (band_limit - m + 1) * nodes;
  }
  entries_ = ScratchArray(begin);
  parallel_blocks(band_limit + 1, [&](Index m, Index) { fill_order(cells, m); });
}

void LegendreTable::fill_order(const SphereCells& cells, Index m) {
  const Order& order = orders_[static_cast<std::size_t>(m)];
  LongVector cosine = LongVector::Zero(order.nodes), now = cosine, before = cosine;
  const auto power = static_cast<long double>(m), factor = first_factor(m);
  const auto put = [&](Index node, long double angle, long double sine) {
    cosine(node) = std::cos(angle);
    now(node) = factor * std::pow(sine, power);
  };
  const long double cap = std::sin(static_cast<long double>(cells.cap()));
  const Index of_cap = nodes_of_cap(m);
  for (Index i = 0; i < of_cap; ++i)
    put(i, std::asin(cap * std::sqrt(1 + chebyshev_nodes(of_cap)(i))), cap);
  const LongVector local = chebyshev_nodes(degree_);
  for (auto r = order.first_ring; r < static_cast<Index>(cells.rings().size()); ++r) {
    const SphereRing& ring = cells.rings()[static_cast<std::size_t>(r)];
    for (Index i = 0; i < degree_; ++i) {
      const long double half = std::sin(static_cast<long double>(ring.height) / 2),
                        angle = static_cast<long double>(ring.middle) + std::asin(half * local(i));
      put(node_of_ring(m, r) + i, angle, std::sin(angle));
    }
  }
  double* next[] = {entries_.data() + order.begin,
                    entries_.data() + order.begin + rows(m, 0) * order.nodes};
  for (Index l = m; l <= band_limit_; ++l) {
    if (l > m) {
      const LegendreStep step(l, m);
      for (Index i = 0; i < order.nodes; ++i)
        before(i) = std::exchange(now(i), step(cosine(i), now(i), before(i)));
    }
    double*& row = next[(l - m) % 2];
    for (Index i = 0; i < order.nodes; ++i) row[i] = static_cast<double>(now(i));
    row += order.nodes;
  }
}

}  // namespace simclr_flow
