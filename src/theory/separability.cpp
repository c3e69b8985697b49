#include "simclr_flow/theory/separability.hpp"

#include <limits>

#include "class_means.hpp"

namespace simclr_flow::theory {
namespace {

double least_distance(const Points& means) {
  double least = std::numeric_limits<double>::infinity();
  for (Index a = 0; a < means.cols(); ++a)
    for (Index b = 0; b < a; ++b) least = std::min(least, (means.col(a) - means.col(b)).norm());
  return least;
}

/// Whether the class mean nearest to a point is its own, and no other is as near.
bool is_right(const Points& means, const State& z, Index own) {
  const State squares = (means.colwise() - z).colwise().squaredNorm();
  for (Index k = 0; k < squares.size(); ++k)
    if (k != own && squares[k] <= squares[own]) return false;
  return true;
}

}  // namespace

Separability separability(PointsView z, const std::vector<int>& labels) {
  const ClassMeans found = class_means("separability", z, labels);
  const double n = static_cast<double>(z.cols()), distance = least_distance(found.means);
  const State mean = z.rowwise().mean();
  const double total = (z.colwise() - mean).squaredNorm() / n;
  Index right = 0;
  for (Index i = 0; i < z.cols(); ++i)
    right += is_right(found.means, z.col(i), found.of[static_cast<std::size_t>(i)]);
  const double lost = distance > 0 ? 4 * found.within / (distance * distance)
                                   : std::numeric_limits<double>::infinity();
  return {1 - lost, 1 - found.within / total, total, distance, static_cast<double>(right) / n};
}

}  // namespace simclr_flow::theory
