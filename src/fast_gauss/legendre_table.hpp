#pragma once
// Legendre's functions at the nodes of the cells of a half sphere. Private.
#include <vector>

#include "simclr_flow/core/scratch_array.hpp"
#include "sphere_cells.hpp"

namespace simclr_flow {

/// Nodes of a half sphere: on a ring P angles, Chebyshev's in the local coordinate; on the cap, for
/// the order m < P, ceil((P - m)/2) radii r in units of the cap's, Chebyshev's in r^2/2.
///
/// For each order m the functions sqrt((l-m)!/(l+m)!) P_l^m(cos angle) (without the sign (-1)^m),
/// on the cap divided by r^m, for m <= l <= band limit. Rings on which all of them are below 1e-18
/// have no nodes of that order.
class LegendreTable {
 public:
  LegendreTable(const SphereCells& cells, int degree, Index band_limit);

  Index band_limit() const { return band_limit_; }
  /// Of order m: how many nodes, a multiple of 8 with zeros at the end; where those of a ring
  /// begin, those of the cap are the first.
  Index nodes(Index m) const { return orders_[static_cast<std::size_t>(m)].nodes; }
  Index nodes_of_cap(Index m) const { return m < degree_ ? (degree_ - m + 1) / 2 : 0; }
  Index node_of_ring(Index m, Index ring) const {
    return nodes_of_cap(m) + (ring - orders_[static_cast<std::size_t>(m)].first_ring) * degree_;
  }
  /// The largest order that has nodes on it.
  Index most_order(Index ring) const { return most_orders_[static_cast<std::size_t>(ring)]; }

  /// Of l = m + parity, m + parity + 2, ...: a row of nodes(m) each.
  Index rows(Index m, int parity) const { return (band_limit_ - m + 2 - parity) / 2; }
  const double* of(Index m, int parity) const {
    const Order& order = orders_[static_cast<std::size_t>(m)];
    return entries_.data() + order.begin + (parity == 1 ? rows(m, 0) * order.nodes : 0);
  }

 private:
  struct Order {
    Index first_ring, nodes, begin;
  };
  void fill_order(const SphereCells& cells, Index m);

  int degree_;
  Index band_limit_;
  std::vector<Index> most_orders_;
  std::vector<Order> orders_;
  ScratchArray entries_;
};

/// r^2 of the nodes of the order m on the cap: 1 + Chebyshev's of so many.
Eigen::VectorXd cap_squares(int degree, Index m);

}  // namespace simclr_flow
