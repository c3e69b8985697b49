#include "simclr_flow/theory/neural_collapse.hpp"

#include <algorithm>
#include <cmath>

#include "class_means.hpp"
#include "domain.hpp"

namespace simclr_flow::theory {

double supervised_minimum(Index classes, Index members, double tau) {
  require_points("supervised minimum", classes);
  require_points("supervised minimum", members);
  require_temperature("supervised minimum", tau);
  const double k = static_cast<double>(classes), v = static_cast<double>(members);
  return std::log(v - 1 + v * (k - 1) * std::exp(-k / ((k - 1) * tau)));
}

NeuralCollapse neural_collapse(PointsView z, const std::vector<int>& labels) {
  const ClassMeans found = class_means("neural collapse", z, labels);
  const Index k = found.classes();
  const Points centred = found.means.colwise() - found.means.rowwise().mean();
  const State lengths = centred.colwise().norm();
  double angle = 0;
  for (Index a = 0; a < k; ++a)
    for (Index b = 0; b < a; ++b) {
      const double cosine = centred.col(a).dot(centred.col(b)) / (lengths[a] * lengths[b]);
      const double off = std::abs(cosine + 1 / static_cast<double>(k - 1));
      angle = std::isnan(off) ? off : std::max(angle, off);
    }
  const double between = lengths.squaredNorm() / static_cast<double>(k);
  return {found.within / between, angle,
          (lengths.maxCoeff() - lengths.minCoeff()) / lengths.mean()};
}

}  // namespace simclr_flow::theory
