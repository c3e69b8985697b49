#include "sphere_translation.hpp"

#include <algorithm>

#include "simclr_flow/core/parallel_blocks.hpp"

namespace simclr_flow {
namespace {

/// visit(m, i, part, place) for the nodes of a cap, in the order of CapTransform.
template <class Visit>
void for_each_cap_node(const LegendreTable& table, Index degree, const Visit& visit) {
  Index place = 0;
  for (Index m = 0; m < degree; ++m)
    for (Index i = 0; i < table.nodes_of_cap(m); ++i)
      for (const int part : {0, 1}) visit(m, i, part, place++);
}

/// From rows of a square to the triangle, and back.
void put_triangle(const PatchPasses& passes, const double* square, double* triangle) {
  for (Index b = 0; b < passes.degree; ++b)
    triangle = std::copy_n(square + b * passes.stride, passes.degree - b, triangle);
}
void put_square(const PatchPasses& passes, const double* triangle, double* square) {
  std::fill_n(square, passes.size, 0.0);
  for (Index b = 0; b < passes.degree; triangle += passes.degree - b, ++b)
    std::copy_n(triangle, passes.degree - b, square + b * passes.stride);
}

}  // namespace

SphereTranslation::SphereTranslation(const SphereCells& cells, const PatchPasses& passes,
                                     double tau, double accuracy)
    : cells_(cells),
      passes_(passes),
      spectrum_(tau, accuracy),
      table_(cells, passes.degree, static_cast<Index>(spectrum_.value.size()) - 1),
      cap_(CapTransform::of_degree(passes.degree)) {
  for (std::size_t r = 0; r < cells.rings().size(); ++r)
    rings_.emplace_back(cells.rings()[r], passes.degree, table_.most_order(static_cast<Index>(r)));
}

void SphereTranslation::run(const CellOrder& sources, const PatchMoments& moments,
                            const CellOrder& targets, const Squares& squares) const {
  const SphereOrders charges(table_), value(table_), radial(table_);
  const std::vector<Band> from = bands_of(sources), to = bands_of(targets);
  parallel_blocks(static_cast<Index>(from.size()), [&](Index b, Index) {
    const Band& band = from[static_cast<std::size_t>(b)];
    if (band.ring < 0)
      charge_cap(band, moments.of(band.begin), charges);
    else
      charge_ring(band, sources, moments, charges);
  });
  sum_over_harmonics(table_, spectrum_, charges, value, squares.radial ? &radial : nullptr);
  const auto read = [&](const Band& band, const SphereOrders& sums, double* out) {
    if (band.ring < 0)
      read_cap(band, sums, out);
    else
      read_ring(band, targets, sums, out);
  };
  parallel_blocks(static_cast<Index>(to.size()), [&](Index b, Index) {
    const Band& band = to[static_cast<std::size_t>(b)];
    read(band, value, squares.value);
    if (squares.radial) read(band, radial, squares.radial);
  });
}

std::vector<SphereTranslation::Band> SphereTranslation::bands_of(const CellOrder& cells) const {
  std::vector<Band> bands;
  for (Index c = 0; c < cells.cells(); ++c) {
    const SphereCell cell = cell_at(cells, c);
    if (bands.empty() || bands.back().half != cell.south || bands.back().ring != cell.ring)
      bands.push_back({cell.south, cell.ring, c, c});
    bands.back().end = c + 1;
  }
  return bands;
}

void SphereTranslation::charge_cap(const Band& band, const double* square,
                                   const SphereOrders& charges) const {
  const Eigen::VectorXd nodes = cap_.to_nodes(passes_, square);
  for_each_cap_node(table_, passes_.degree, [&](Index m, Index i, int part, Index place) {
    if (m <= table_.band_limit()) charges.of(m, band.half, part)[i] = nodes(place);
  });
}

void SphereTranslation::charge_ring(const Band& band, const CellOrder& sources,
                                    const PatchMoments& moments,
                                    const SphereOrders& charges) const {
  const SphereRing& ring = cells_.rings()[static_cast<std::size_t>(band.ring)];
  RingTriangles triangles = RingTriangles::Zero(triangle_size(passes_.degree), ring.cells);
  for (Index c = band.begin; c < band.end; ++c)
    put_triangle(passes_, moments.of(c), triangles.col(cell_at(sources, c).place).data());
  const Eigen::MatrixXd nodes = rings_[static_cast<std::size_t>(band.ring)].to_nodes(triangles);
  for (Index m = 0; m <= table_.most_order(band.ring); ++m)
    for (const int part : {0, 1})
      std::copy_n(nodes.col(2 * m + part).data(), passes_.degree,
                  charges.of(m, band.half, part) + table_.node_of_ring(m, band.ring));
}

void SphereTranslation::read_cap(const Band& band, const SphereOrders& sums,
                                 double* squares) const {
  Eigen::VectorXd nodes(2 * triangle_size(passes_.degree));
  Index count = 0;
  for_each_cap_node(table_, passes_.degree, [&](Index m, Index i, int part, Index place) {
    nodes(place) = m <= table_.band_limit() ? sums.of(m, band.half, part)[i] : 0;
    count = place + 1;
  });
  double* square = squares + band.begin * passes_.size;
  cap_.to_square(passes_, nodes.head(count), square);
  passes_.to_monomials(square);
}

void SphereTranslation::read_ring(const Band& band, const CellOrder& targets,
                                  const SphereOrders& sums, double* squares) const {
  const Index orders = table_.most_order(band.ring) + 1;
  Eigen::MatrixXd nodes(passes_.degree, 2 * orders);
  for (Index m = 0; m < orders; ++m)
    for (const int part : {0, 1})
      std::copy_n(sums.of(m, band.half, part) + table_.node_of_ring(m, band.ring), passes_.degree,
                  nodes.col(2 * m + part).data());
  const RingTriangles triangles = rings_[static_cast<std::size_t>(band.ring)].to_triangles(nodes);
  for (Index c = band.begin; c < band.end; ++c) {
    double* square = squares + c * passes_.size;
    put_square(passes_, triangles.col(cell_at(targets, c).place).data(), square);
    passes_.to_monomials(square);
  }
}

}  // namespace simclr_flow
