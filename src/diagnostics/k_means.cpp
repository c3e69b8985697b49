#include <algorithm>
#include <limits>

#include "coincidence.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/diagnostics/cluster_measures.hpp"

namespace simclr_flow {
namespace {

using Distances = Eigen::ArrayXd;

Distances distances_to(PointsView z, const State& centre) {
  return (z.colwise() - centre).colwise().squaredNorm().transpose();
}

/// k-means++: every next centre is drawn with probability proportional to its squared distance
/// from the centres so far.
Points first_centres(PointsView z, int k, RandomStream& random) {
  Points centres(z.rows(), k);
  centres.col(0) = z.col(random.below(z.cols()));
  Distances nearest = distances_to(z, centres.col(0));
  for (int c = 1; c < k; ++c) {
    double left = random.uniform() * nearest.sum();
    Index pick = 0;
    while (pick < z.cols() - 1 && (left -= nearest[pick]) > 0) ++pick;
    centres.col(c) = z.col(pick);
    nearest = nearest.min(distances_to(z, centres.col(c)));
  }
  return centres;
}

/// Puts every point to its nearest centre; returns the sum of squared distances.
double assign(PointsView z, const Points& centres, Partition& partition) {
  Distances nearest = Distances::Constant(z.cols(), std::numeric_limits<double>::infinity());
  for (int c = 0; c < centres.cols(); ++c) {
    const Distances here = distances_to(z, centres.col(c));
    for (Index i = 0; i < z.cols(); ++i)
      if (here[i] < nearest[i]) {
        nearest[i] = here[i];
        partition[static_cast<std::size_t>(i)] = c;
      }
  }
  return nearest.sum();
}

/// The mean of every cluster; an empty one keeps its centre.
void move_to_means(PointsView z, const Partition& partition, Points& centres) {
  Points sum = Points::Zero(centres.rows(), centres.cols());
  State size = State::Zero(centres.cols());
  for (Index i = 0; i < z.cols(); ++i) {
    sum.col(partition[static_cast<std::size_t>(i)]) += z.col(i);
    size[partition[static_cast<std::size_t>(i)]] += 1;
  }
  for (Index c = 0; c < centres.cols(); ++c)
    if (size[c] > 0) centres.col(c) = sum.col(c) / size[c];
}

}  // namespace

Partition k_means(PointsView given, int k, std::uint64_t seed, int restarts) {
  const Points z = with_squares(given);
  RandomStream random(seed, streams::clustering);
  Partition best, partition(static_cast<std::size_t>(z.cols())), previous;
  double best_cost = std::numeric_limits<double>::infinity();
  for (int restart = 0; restart < restarts; ++restart) {
    Points centres = first_centres(z, k, random);
    double cost = assign(z, centres, partition);
    for (int iteration = 0; iteration < 300 && partition != previous; ++iteration) {
      previous = partition;
      move_to_means(z, partition, centres);
      cost = assign(z, centres, partition);
    }
    if (best.empty() || cost < best_cost) {
      best_cost = cost;
      best = partition;
    }
  }
  return best;
}

}  // namespace simclr_flow
