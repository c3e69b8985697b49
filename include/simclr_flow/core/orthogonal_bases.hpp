#pragma once
// Orthonormal bases of dense matrices, by Householder reflections and a singular value
// decomposition. Compiled once, as symmetric_eigen.hpp is.
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Q of A = QR, n×m for A of n×m, m <= n: orthonormal columns that span those of A if these are
/// independent (if not, columns of A that depend on earlier ones give arbitrary directions).
Points orthonormal_columns(PointsView a);

/// An orthonormal basis, n×(n - m), of what is orthogonal to the columns of A, n×m of rank m.
Points orthogonal_complement(PointsView a);

/// An orthonormal basis, n×r, of the span of the columns of A, n×m. Its dimension r is the number
/// of pivots above `threshold` times the largest.
Points orthonormal_span(PointsView a, double threshold);

/// Well-conditioned columns of A that span what all of them span, as numbers of columns; pivots as
/// in orthonormal_span.
std::vector<Index> independent_columns(PointsView a, double threshold);

/// The orthogonal R with the least |A - R|_F, A square: U V^T of A = U S V^T. Unique where A is
/// regular. Source: the orthogonal Procrustes problem (Schoenemann 1966).
Points nearest_orthogonal(PointsView a);

}  // namespace simclr_flow
