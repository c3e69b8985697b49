#include "simclr_flow/diagnostics/cluster_measures.hpp"

#include <algorithm>

#include "coincidence.hpp"
#include "simclr_flow/core/cancellation.hpp"

namespace simclr_flow {
namespace {

int cluster_count(const Partition& partition) {
  return 1 + *std::max_element(partition.begin(), partition.end());
}

/// Sum of m(m-1)/2 over all entries.
double pairs(const Points& counts) { return (counts.array() * (counts.array() - 1)).sum() / 2; }

}  // namespace

double adjusted_rand_index(const Partition& a, const Partition& b) {
  Points table = Points::Zero(cluster_count(a), cluster_count(b));
  for (std::size_t i = 0; i < a.size(); ++i) table(a[i], b[i]) += 1;
  const double n = static_cast<double>(a.size());
  const double in_a = pairs(table.rowwise().sum()), in_b = pairs(table.colwise().sum());
  const double expected = in_a * in_b / (n * (n - 1) / 2), largest = (in_a + in_b) / 2;
  return largest == expected ? 1 : (pairs(table) - expected) / (largest - expected);
}

double eta_squared(PointsView given, const Partition& labels) {
  const Points z = with_squares(given);
  const State mean = z.rowwise().mean();
  const double total = (z.colwise() - mean).squaredNorm();
  if (total == 0 || coincide(z)) return 0;
  const int classes = cluster_count(labels);
  Points sum = Points::Zero(z.rows(), classes);
  State size = State::Zero(classes);
  for (Index i = 0; i < z.cols(); ++i) {
    sum.col(labels[static_cast<std::size_t>(i)]) += z.col(i) - mean;
    size[labels[static_cast<std::size_t>(i)]] += 1;
  }
  double between = 0;
  for (int c = 0; c < classes; ++c)
    if (size[c] > 0) between += sum.col(c).squaredNorm() / size[c];
  return between / total;
}

double knn_accuracy(PointsView given, const Partition& labels, Index views, Index neighbours) {
  const Points z = with_squares(given);
  const Index count = z.cols(), voters = std::min(neighbours, count - views);
  const int classes = cluster_count(labels);
  const auto label = [&labels](Index i) { return labels[static_cast<std::size_t>(i)]; };
  std::vector<Index> others;
  Index correct = 0;
  for (Index i = 0; i < count; ++i) {
    throw_if_cancelled();
    const Eigen::ArrayXd distance = (z.colwise() - z.col(i)).colwise().squaredNorm().transpose();
    others.clear();
    for (Index j = 0; j < count; ++j)
      if (j / views != i / views) others.push_back(j);
    std::partial_sort(others.begin(), others.begin() + voters, others.end(), [&](Index p, Index q) {
      return std::pair(distance[p], p) < std::pair(distance[q], q);
    });
    std::vector<int> votes(static_cast<std::size_t>(classes));
    for (Index k = 0; k < voters; ++k)
      ++votes[static_cast<std::size_t>(label(others[static_cast<std::size_t>(k)]))];
    correct += std::max_element(votes.begin(), votes.end()) - votes.begin() == label(i);
  }
  return static_cast<double>(correct) / static_cast<double>(count);
}

}  // namespace simclr_flow
