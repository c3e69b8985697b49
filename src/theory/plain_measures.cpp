#include "simclr_flow/theory/plain_measures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

namespace simclr_flow::theory {
namespace {

constexpr double roundoff = std::numeric_limits<double>::epsilon();
constexpr Index neighbours = 5;
constexpr Index too_many_to_pair = 20000;
constexpr double beyond = std::numeric_limits<double>::infinity();

double square_between(PointsView z, Index i, Index j) {
  double sum = 0;
  for (Index c = 0; c < z.rows(); ++c) sum += (z(c, i) - z(c, j)) * (z(c, i) - z(c, j));
  return sum;
}

/// z in units in which the squares of its differences have all digits: measures of shares alone.
Points in_units(PointsView z) {
  const double size = (z.colwise() - z.col(0)).cwiseAbs().maxCoeff();
  if (!(size > 0) || !(size < beyond) || std::abs(std::log(size)) < 320) return z;
  return std::ldexp(1.0, size < 1 ? 600 : -600) * z;
}

int label_of(const std::vector<int>& labels, Index i) {
  return labels[static_cast<std::size_t>(i)];
}

double pairs_of(double count) { return count * (count - 1) / 2; }

using Neighbour = std::pair<double, Index>;  // squared distance, latent

/// Squared distances of latent i from all; coordinates: a column for each coordinate of z.
void squares_from(const Points& coordinates, Index i, State& squares) {
  squares.setZero();
  for (Index c = 0; c < coordinates.cols(); ++c)
    squares.array() += (coordinates.col(c).array() - coordinates(i, c)).square();
}

/// Latents in the order of their labels, and where each label's are.
struct ByClass {
  struct Range {
    Index begin, end;
    Index size() const { return end - begin; }
  };
  Points coordinates;
  std::vector<Range> classes;
};

ByClass by_class(PointsView z, const std::vector<int>& labels) {
  std::map<int, std::vector<Index>> members;
  for (Index i = 0; i < z.cols(); ++i) members[label_of(labels, i)].push_back(i);
  ByClass sorted{Points(z.cols(), z.rows()), {}};
  Index at = 0;
  for (const auto& [label, latents] : members) {
    sorted.classes.push_back({at, at + std::ssize(latents)});
    for (const Index i : latents) sorted.coordinates.row(at++) = z.col(i).transpose();
  }
  return sorted;
}

/// Puts a latent into the list of the nearest `most`, which is in order.
void insert_near(std::vector<Neighbour>& nearest, std::size_t most, const Neighbour& one) {
  nearest.insert(std::ranges::upper_bound(nearest, one), one);
  if (nearest.size() > most) nearest.pop_back();
}

/// The `first` nearest latents of other samples in order, ties by the smaller index; behind them
/// the others that are as far as the last one, to the rounding of sums of d squares.
std::vector<Neighbour> near_ones(const State& squares, Index first, double rounding) {
  const auto most = static_cast<std::size_t>(first);
  std::vector<Neighbour> nearest;
  if (first == 0) return nearest;
  for (Index j = 0; j < squares.size(); ++j)
    if (nearest.size() < most || squares[j] < nearest.back().first)
      insert_near(nearest, most, {squares[j], j});
  const Neighbour last = nearest.back();
  const double as_far = last.first + rounding * last.first;
  const std::vector<Neighbour> chosen = nearest;
  for (Index j = 0; j < squares.size(); ++j)
    if (squares[j] <= as_far && std::ranges::count(chosen, j, &Neighbour::second) == 0)
      nearest.emplace_back(squares[j], j);
  return nearest;
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

/// Votes of latents of which `seats` of the `tied` ones vote.
struct Election {
  std::map<int, Votes> votes;
  Index tied = 0, seats = 0;

  Index least(const Votes& v) const {
    return v.certain + std::max<Index>(0, seats - (tied - v.tied));
  }
  Index most(const Votes& v) const { return v.certain + std::min(v.tied, seats); }
};

Election election_of(const std::vector<Neighbour>& others, Index first,
                     const std::vector<int>& labels, double rounding) {
  const double last = others[static_cast<std::size_t>(first - 1)].first;
  const double off = rounding * last;
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
             int label, double rounding) {
  if (first == 0 || others[static_cast<std::size_t>(first - 1)].first == 0) return false;
  Election election = election_of(others, first, labels, rounding);
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

using Centre = Eigen::Matrix<long double, Eigen::Dynamic, 1>;

/// The sum of |z_i - mean|^2 over some latents.
long double scatter(PointsView z, const std::vector<Index>& latents) {
  Centre mean = Centre::Zero(z.rows());
  for (const Index i : latents) mean += z.col(i).cast<long double>();
  mean /= static_cast<long double>(latents.size());
  long double sum = 0;
  for (const Index i : latents) sum += (z.col(i).cast<long double>() - mean).squaredNorm();
  return sum;
}

PlainMeasure eta_squared_by_means(PointsView z, const std::vector<int>& labels) {
  std::map<int, std::vector<Index>> members;
  std::vector<Index> all;
  for (Index i = 0; i < z.cols(); ++i) {
    members[label_of(labels, i)].push_back(i);
    all.push_back(i);
  }
  const long double total = scatter(z, all);
  if (total == 0) return {0};
  long double within = 0;
  for (const auto& [label, latents] : members) within += scatter(z, latents);
  const double n = static_cast<double>(z.cols());
  const double off = n * roundoff * z.cwiseAbs().maxCoeff() / 2;
  return {static_cast<double>(1 - within / total),
          n * static_cast<double>(z.rows()) * off * off / static_cast<double>(total)};
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
  // Each point makes a pair with those before it of its class.
  std::map<int, double> seen_a, seen_b;
  std::map<std::pair<int, int>, double> seen_both;
  double in_a = 0, in_b = 0, in_both = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    in_a += seen_a[a[i]]++;
    in_b += seen_b[b[i]]++;
    in_both += seen_both[{a[i], b[i]}]++;
  }
  const double expected = in_a * in_b / pairs_of(static_cast<double>(a.size()));
  const double largest = (in_a + in_b) / 2;
  return largest == expected ? 1 : (in_both - expected) / (largest - expected);
}

PlainMeasure plain_eta_squared(PointsView given, const std::vector<int>& labels) {
  const Points z = in_units(given);
  if (z.cols() >= too_many_to_pair) return eta_squared_by_means(z, labels);
  const double n = static_cast<double>(z.cols());
  const auto [coordinates, classes] = by_class(z, labels);
  double total = 0, share = 0;
  std::vector<double> within(classes.size());
  State squares(z.cols());
  for (std::size_t c = 0; c < classes.size(); ++c)
    for (Index i = classes[c].begin; i < classes[c].end; ++i) {
      squares_from(coordinates, i, squares);
      total += squares.sum() / (2 * n);
      within[c] += squares.segment(classes[c].begin, classes[c].size()).sum() /
                   (2 * static_cast<double>(classes[c].size()));
    }
  if (total == 0) return {0};
  for (const double sum : within) share += sum / total;
  const double off = n * roundoff * z.cwiseAbs().maxCoeff() / 2;
  return {1 - share, n * static_cast<double>(z.rows()) * off * off / total};
}

PlainMeasure plain_knn_accuracy(PointsView z, const std::vector<int>& labels, Index views) {
  std::vector<Index> all(static_cast<std::size_t>(z.cols()));
  std::iota(all.begin(), all.end(), Index{0});
  return plain_knn_accuracy(z, labels, views, all);
}

PlainMeasure plain_knn_accuracy(PointsView z, const std::vector<int>& labels, Index views,
                                const std::vector<Index>& latents) {
  const Index n = z.cols(), first = std::min(neighbours, n - views);
  const double rounding_of_squares = static_cast<double>(z.rows() + 2) * roundoff;
  const Points coordinates = in_units(z).transpose();
  State squares(n);
  Index correct = 0, open = 0;
  for (const Index i : latents) {
    squares_from(coordinates, i, squares);
    squares.segment(i / views * views, views).setConstant(beyond);
    const std::vector<Neighbour> others = near_ones(squares, first, rounding_of_squares);
    correct += voted(others, first, labels) == label_of(labels, i);
    open += is_open(others, first, labels, label_of(labels, i), rounding_of_squares);
  }
  const double asked = static_cast<double>(latents.size());
  return {static_cast<double>(correct) / asked, static_cast<double>(open) / asked};
}

}  // namespace simclr_flow::theory
