#include "simclr_flow/theory/plain_measures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace simclr_flow::theory {
namespace {

constexpr double roundoff = std::numeric_limits<double>::epsilon();
constexpr Index neighbours = 5;

double square_between(PointsView z, Index i, Index j) {
  double sum = 0;
  for (Index c = 0; c < z.rows(); ++c) sum += (z(c, i) - z(c, j)) * (z(c, i) - z(c, j));
  return sum;
}

int label_of(const std::vector<int>& labels, Index i) {
  return labels[static_cast<std::size_t>(i)];
}

double pairs_of(double count) { return count * (count - 1) / 2; }

using Neighbour = std::pair<double, Index>;  // squared distance, latent

/// The latents of other samples than i's, the nearest ones first, in order.
std::vector<Neighbour> others_of(PointsView z, Index i, Index views, Index first) {
  std::vector<Neighbour> others;
  for (Index j = 0; j < z.cols(); ++j)
    if (j / views != i / views) others.emplace_back(square_between(z, i, j), j);
  std::partial_sort(others.begin(), others.begin() + first, others.end());
  return others;
}

/// The most frequent label of the first ones, the smallest of several; 0 if there are none.
int voted(const std::vector<Neighbour>& others, Index first, const std::vector<int>& labels) {
  std::map<int, int> votes;
  for (Index k = 0; k < first; ++k)
    ++votes[label_of(labels, others[static_cast<std::size_t>(k)].second)];
  if (votes.empty()) return 0;
  const auto fewer = [](const auto& a, const auto& b) { return a.second < b.second; };
  return std::max_element(votes.begin(), votes.end(), fewer)->first;
}

/// What a label has of nearer latents, and of those that are as far as the last voter.
struct Votes {
  Index certain = 0, tied = 0;
};

/// Votes of latents of which `seats` of the `tied` ones vote, to the rounding of sums of d squares.
struct Election {
  std::map<int, Votes> votes;
  Index tied = 0, seats = 0;

  Index least(const Votes& v) const {
    return v.certain + std::max<Index>(0, seats - (tied - v.tied));
  }
  Index most(const Votes& v) const { return v.certain + std::min(v.tied, seats); }
};

Election election_of(const std::vector<Neighbour>& others, Index first,
                     const std::vector<int>& labels, Index d) {
  const double last = others[static_cast<std::size_t>(first - 1)].first;
  const double off = static_cast<double>(d + 2) * roundoff * last;
  Election election{{}, 0, first};
  for (const auto& [square, latent] : others) {
    if (square > last + off) continue;
    const bool nearer = square < last - off;
    Votes& votes = election.votes[label_of(labels, latent)];
    ++(nearer ? votes.certain : votes.tied);
    election.tied += !nearer;
    election.seats -= nearer;
  }
  return election;
}

/// Whether the label may win or lose by who of the tied ones votes. Equal latents are at distance 0
/// by any sum.
bool is_open(const std::vector<Neighbour>& others, Index first, const std::vector<int>& labels,
             int label, Index d) {
  if (first == 0 || others[static_cast<std::size_t>(first - 1)].first == 0) return false;
  Election election = election_of(others, first, labels, d);
  const Votes own = election.votes[label];
  election.votes.erase(label);
  const auto beats = [](std::pair<Index, int> a, std::pair<Index, int> b) {
    return a.first > b.first || (a.first == b.first && a.second < b.second);
  };
  const bool wins = std::ranges::all_of(election.votes, [&](const auto& other) {
    return beats({election.least(own), label}, {election.most(other.second), other.first});
  });
  return !wins && std::ranges::none_of(election.votes, [&](const auto& other) {
    return beats({election.least(other.second), other.first}, {election.most(own), label});
  });
}

}  // namespace

double plain_alignment(PointsView z, Index views, const State& view_weights) {
  const Index samples = z.cols() / views;
  double sum = 0;
  for (Index i = 0; i < samples; ++i)
    for (Index a = 0; a < views; ++a)
      for (Index b = 0; b < views; ++b) {
        if (a == b) continue;
        const double weight = view_weights.size() ? view_weights[a] * view_weights[b]
                                                  : 1 / static_cast<double>(views * (views - 1));
        sum += weight * square_between(z, i * views + a, i * views + b);
      }
  return sum / static_cast<double>(samples);
}

double plain_uniformity(PointsView z, double temperature) {
  const Index n = z.cols();
  double nearest = std::numeric_limits<double>::infinity(), sum = 0;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < i; ++j) nearest = std::min(nearest, square_between(z, i, j));
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < i; ++j)
      sum += std::exp((nearest - square_between(z, i, j)) / (2 * temperature));
  return std::log(sum / pairs_of(static_cast<double>(n))) - nearest / (2 * temperature);
}

double plain_rand_index(const std::vector<int>& a, const std::vector<int>& b) {
  double in_a = 0, in_b = 0, in_both = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      in_a += a[i] == a[j];
      in_b += b[i] == b[j];
      in_both += a[i] == a[j] && b[i] == b[j];
    }
  const double expected = in_a * in_b / pairs_of(static_cast<double>(a.size()));
  const double largest = (in_a + in_b) / 2;
  return largest == expected ? 1 : (in_both - expected) / (largest - expected);
}

PlainMeasure plain_eta_squared(PointsView z, const std::vector<int>& labels) {
  const double n = static_cast<double>(z.cols());
  std::map<int, double> size, within;
  for (const int label : labels) ++size[label];
  double total = 0;
  for (Index i = 0; i < z.cols(); ++i)
    for (Index j = 0; j < i; ++j) {
      const double square = square_between(z, i, j);
      total += square / n;
      if (const int label = label_of(labels, i); label == label_of(labels, j))
        within[label] += square / size[label];
    }
  if (total == 0) return {0};
  double share = 0;
  for (const auto& [label, sum] : within) share += sum / total;
  const double off = n * roundoff * z.cwiseAbs().maxCoeff() / 2;
  return {1 - share, n * static_cast<double>(z.rows()) * off * off / total};
}

PlainMeasure plain_knn_accuracy(PointsView z, const std::vector<int>& labels, Index views) {
  const Index n = z.cols(), first = std::min(neighbours, n - views);
  Index correct = 0, open = 0;
  for (Index i = 0; i < n; ++i) {
    const std::vector<Neighbour> others = others_of(z, i, views, first);
    correct += voted(others, first, labels) == label_of(labels, i);
    open += is_open(others, first, labels, label_of(labels, i), z.rows());
  }
  return {static_cast<double>(correct) / static_cast<double>(n),
          static_cast<double>(open) / static_cast<double>(n)};
}

}  // namespace simclr_flow::theory
