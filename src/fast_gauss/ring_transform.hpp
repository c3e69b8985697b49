#pragma once
// Between the moments of the cells of a ring and its nodes. Private.
#include "sphere_cells.hpp"

namespace simclr_flow {

/// A ring's cells by their triangles: numbers for T_k(x) T_b(y), k + b < P, b by b; one column
/// each.
using RingTriangles = Eigen::MatrixXd;
inline Index triangle_size(Index degree) { return degree * (degree + 1) / 2; }

/// Along a ring a function is a sum of cos(m azimuth) and sin(m azimuth), m <= M, each of which is
/// a series in T_k(x) on every cell, here up to k + b < P; across, it is the polynomial of degree <
/// P with its values at the nodes.
class RingTransform {
 public:
  RingTransform(const SphereRing& ring, Index degree, Index most_order);

  /// What charges with these moments give to nodes: columns 2 m (cosine) and 2 m + 1 (sine), a row
  /// for each node.
  Eigen::MatrixXd to_nodes(const RingTriangles& moments) const;
  /// The series of the function with these values at nodes.
  RingTriangles to_triangles(const Eigen::MatrixXd& nodes) const;

 private:
  /// Cells do not tell m from one that differs by their number: cos(m azimuth) at their middles is
  /// sign_of_cosine cos(wave azimuth), and so for sines.
  struct Alias {
    Index wave;
    double cosine, sine;
  };
  Alias alias_of(Index m) const;

  Index degree_, orders_, cells_;
  Eigen::MatrixXd waves_;   // of cell j: cos(q azimuth), q = 0, ..., cells/2, then the sines
  Eigen::MatrixXd series_;  // of cos(m w x') for even k, of sin(m w x') for odd k; column m
  Eigen::MatrixXd across_;  // from values at nodes to coefficients of T_b(y)
};

}  // namespace simclr_flow
