#include "ring_transform.hpp"

#include "chebyshev_series.hpp"

namespace simclr_flow {
namespace {

/// cos(2 pi i/n) and sin(2 pi i/n), from i modulo n.
double cosine_of_turn(Index i, Index n) {
  return std::cos(2 * std::numbers::pi * static_cast<double>(i % n) / static_cast<double>(n));
}
double sine_of_turn(Index i, Index n) {
  return std::sin(2 * std::numbers::pi * static_cast<double>(i % n) / static_cast<double>(n));
}

/// visit(b, k, place) for the numbers of a triangle.
template <class Visit>
void for_each_degree(Index degree, const Visit& visit) {
  for (Index b = 0, place = 0; b < degree; ++b)
    for (Index k = 0; k < degree - b; ++k) visit(b, k, place++);
}

/// The azimuth from the middle of a cell is asin(x sin(width/2)); more nodes than degrees, as
/// series are cut and not interpolated.
Eigen::MatrixXd azimuth_series(double width, Index degree, Index orders) {
  const Index n = degree + 16;
  const Eigen::VectorXd x = chebyshev_nodes(n).cast<double>(),
                        angle = (std::sin(width / 2) * x).array().asin();
  const Eigen::MatrixXd transform = chebyshev_transform(n).topRows(degree).cast<double>();
  Eigen::MatrixXd series(degree, orders);
  for (Index m = 0; m < orders; ++m) {
    const Eigen::ArrayXd turned = static_cast<double>(m) * angle.array();
    const Eigen::VectorXd even = transform * turned.cos().matrix(),
                          odd = transform * turned.sin().matrix();
    for (Index k = 0; k < degree; ++k) series(k, m) = k % 2 == 0 ? even(k) : odd(k);
  }
  return series;
}

}  // namespace

RingTransform::RingTransform(const SphereRing& ring, Index degree, Index most_order)
    : degree_(degree),
      orders_(most_order + 1),
      cells_(ring.cells),
      waves_(ring.cells, 2 * (ring.cells / 2 + 1)),
      series_(azimuth_series(ring.width(), degree, orders_)),
      across_(chebyshev_transform(degree).cast<double>()) {
  const Index half = cells_ / 2 + 1;
  for (Index q = 0; q < half; ++q)
    for (Index j = 0; j < cells_; ++j) {
      waves_(j, q) = cosine_of_turn(q * (2 * j + 1), 2 * cells_);
      waves_(j, half + q) = sine_of_turn(q * (2 * j + 1), 2 * cells_);
    }
}

RingTransform::Alias RingTransform::alias_of(Index m) const {
  const Index rest = m % cells_, turns = m / cells_;
  const auto sign = [](Index n) { return n % 2 == 0 ? 1.0 : -1.0; };
  if (2 * rest <= cells_) return {rest, sign(turns), sign(turns)};
  return {cells_ - rest, sign(turns + 1), -sign(turns + 1)};
}

Eigen::MatrixXd RingTransform::to_nodes(const RingTriangles& moments) const {
  const Eigen::MatrixXd by_wave = moments * waves_;
  Eigen::MatrixXd orders = Eigen::MatrixXd::Zero(degree_, 2 * orders_);
  for (Index m = 0; m < orders_; ++m) {
    const Alias alias = alias_of(m);
    const auto cosines = by_wave.col(alias.wave), sines = by_wave.col(cells_ / 2 + 1 + alias.wave);
    const auto series = series_.col(m);
    auto with_cosine = orders.col(2 * m), with_sine = orders.col(2 * m + 1);
    for_each_degree(degree_, [&](Index b, Index k, Index at) {
      const double c = alias.cosine * series(k) * cosines(at),
                   s = alias.sine * series(k) * sines(at);
      with_cosine(b) += k % 2 == 0 ? c : -s;
      with_sine(b) += k % 2 == 0 ? s : c;
    });
  }
  return across_.transpose() * orders;
}

RingTriangles RingTransform::to_triangles(const Eigen::MatrixXd& nodes) const {
  const Eigen::MatrixXd orders = across_ * nodes;
  Eigen::MatrixXd by_wave = Eigen::MatrixXd::Zero(triangle_size(degree_), waves_.cols());
  for (Index m = 0; m < orders_; ++m) {
    const Alias alias = alias_of(m);
    auto cosines = by_wave.col(alias.wave), sines = by_wave.col(cells_ / 2 + 1 + alias.wave);
    const auto series = series_.col(m), with_cosine = orders.col(2 * m),
               with_sine = orders.col(2 * m + 1);
    for_each_degree(degree_, [&](Index b, Index k, Index at) {
      cosines(at) += alias.cosine * series(k) * (k % 2 == 0 ? with_cosine(b) : with_sine(b));
      sines(at) += alias.sine * series(k) * (k % 2 == 0 ? with_sine(b) : -with_cosine(b));
    });
  }
  return by_wave * waves_.transpose();
}

}  // namespace simclr_flow
