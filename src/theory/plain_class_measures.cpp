// Measures of classes of latents, once more: the linear probe by fits without each sample, and how
// class means lie by sums in long double.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "simclr_flow/theory/plain_measures.hpp"

namespace simclr_flow::theory {
namespace {

constexpr double roundoff_of_doubles = std::numeric_limits<double>::epsilon();
constexpr double ridge = 1e-3, most_work = 2e7, most_ratio = 1e300;
constexpr Index fewest_fits = 64, most_coordinates = 1000;
constexpr double standard_errors = 5;

using Real = long double;
using Matrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;
using Column = Eigen::Matrix<Real, Eigen::Dynamic, 1>;

int class_of(const std::vector<int>& labels, Index i) {
  return labels[static_cast<std::size_t>(i)];
}

int largest_label(const std::vector<int>& labels) { return *std::ranges::max_element(labels); }

/// Whether all latents are equal to 1e-300.
bool are_one(PointsView z) { return (z.colwise() - z.col(0)).cwiseAbs().maxCoeff() < 1e-300; }

/// x of A x = b by elimination with the largest pivot of each column.
Matrix solution(Matrix a, Matrix b) {
  for (Index k = 0; k < a.rows(); ++k) {
    Index pivot = k;
    for (Index r = k; r < a.rows(); ++r)
      if (std::abs(a(r, k)) > std::abs(a(pivot, k))) pivot = r;
    a.row(k).swap(a.row(pivot));
    b.row(k).swap(b.row(pivot));
    for (Index r = 0; r < a.rows(); ++r) {
      if (r == k) continue;
      const Real factor = a(r, k) / a(k, k);
      a.row(r) -= factor * a.row(k);
      b.row(r) -= factor * b.row(k);
    }
  }
  for (Index k = 0; k < a.rows(); ++k) b.row(k) /= a(k, k);
  return b;
}

/// Normal equations of (1, u), u = (z - mean)/s, and what a score of the probe may be off by.
struct Regression {
  Matrix features, gram, right;  ///< (d+1)×N, (d+1)×(d+1), (d+1)×K
  Column mean;
  Real scale = 0;
  double off = 0;

  Regression(PointsView z, const std::vector<int>& labels, int classes) {
    const Index n = z.cols(), d = z.rows();
    mean = Column::Zero(d);
    for (Index i = 0; i < n; ++i) mean += z.col(i).cast<Real>();
    mean /= static_cast<Real>(n);
    Real total = 0;
    for (Index i = 0; i < n; ++i) total += (z.col(i).cast<Real>() - mean).squaredNorm();
    if (are_one(z)) total = 0;  // whatever their mean rounds to
    const Real spread = std::sqrt(total / static_cast<Real>(n * d));
    if (spread > 0) scale = 1 / spread;
    const double size = z.cwiseAbs().maxCoeff();
    off = 1e-9 + (spread > 0 ? static_cast<double>(n) * roundoff_of_doubles * size /
                                   (ridge * static_cast<double>(spread))
                             : 0);
    features = Matrix(d + 1, n);
    for (Index i = 0; i < n; ++i) features.col(i) = feature(z.col(i));
    gram = features * features.transpose();
    for (Index c = 1; c <= d; ++c) gram(c, c) += static_cast<Real>(ridge * static_cast<double>(n));
    right = Matrix::Zero(d + 1, classes);
    for (Index i = 0; i < n; ++i) right.col(class_of(labels, i)) += features.col(i);
  }
  Column feature(const State& z) const {
    Column x(z.size() + 1);
    x << 1, scale * (z.cast<Real>() - mean);
    return x;
  }
};

/// How a label fares against the others: right, and within rounding of the other answer.
struct Told {
  Index right = 0, open = 0, asked = 0;
  void see(const Column& scores, int label, double off) {
    Index best = 0;
    for (Index c = 1; c < scores.size(); ++c)
      if (scores[c] > scores[best]) best = c;
    Real others = -std::numeric_limits<Real>::infinity();
    for (Index c = 0; c < scores.size(); ++c)
      if (c != label) others = std::max(others, scores[c]);
    right += best == label;
    open += std::abs(scores[label] - others) <= off;
    ++asked;
  }
  PlainMeasure share() const {
    const double all = static_cast<double>(asked);
    return {static_cast<double>(right) / all, static_cast<double>(open) / all};
  }
};

/// All samples by one fit: residuals e (1 - H)^{-1} of a sample's views, H = x^T A^{-1} x.
PlainMeasure by_one_fit(const Regression& all, const std::vector<int>& labels, Index views) {
  const Matrix solved = solution(all.gram, all.features);
  const Matrix weights = solution(all.gram, all.right);
  Told told;
  for (Index first = 0; first < all.features.cols(); first += views) {
    const Matrix x = all.features.middleCols(first, views);
    Matrix targets = Matrix::Zero(weights.cols(), views);
    for (Index a = 0; a < views; ++a) targets(class_of(labels, first + a), a) = 1;
    const Matrix residuals = targets - weights.transpose() * x;
    const Matrix left =
        Matrix::Identity(views, views) - x.transpose() * solved.middleCols(first, views);
    const Matrix scores = targets - solution(left, residuals.transpose()).transpose();
    for (Index a = 0; a < views; ++a) told.see(scores.col(a), class_of(labels, first + a), all.off);
  }
  return told.share();
}

/// Means of the classes that latents have, and their numbers.
struct Means {
  std::map<int, Column> of;
  std::map<int, Index> sizes;
  double off = 0;      ///< of a coordinate of a mean in doubles
  double closest = 0;  ///< the least distance of two means
  bool one_place;      ///< all latents are equal

  Means(PointsView z, const std::vector<int>& labels) : one_place(are_one(z)) {
    for (Index i = 0; i < z.cols(); ++i) {
      auto& mean = of.try_emplace(class_of(labels, i), Column::Zero(z.rows())).first->second;
      mean += z.col(i).cast<Real>();
      ++sizes[class_of(labels, i)];
    }
    for (auto& [label, mean] : of) mean /= static_cast<Real>(sizes[label]);
    off = static_cast<double>(z.cols()) * roundoff_of_doubles * z.cwiseAbs().maxCoeff();
    closest = std::numeric_limits<double>::infinity();
    for (const auto& [a, mean] : of)
      for (const auto& [b, other] : of)
        if (a < b) closest = std::min(closest, static_cast<double>((mean - other).norm()));
  }
};

}  // namespace

PlainMeasure plain_probe_accuracy(PointsView z, const std::vector<int>& labels, Index views) {
  const Index samples = z.cols() / views;
  if (samples < 2) return {0};
  if (z.rows() > most_coordinates) return {std::numeric_limits<double>::quiet_NaN()};
  const Regression all(z, labels, 1 + largest_label(labels));
  const auto affordable =
      static_cast<Index>(most_work / std::pow(static_cast<double>(z.rows() + 1), 3));
  if (affordable < fewest_fits && affordable < samples) return by_one_fit(all, labels, views);
  const Index asked = std::min(samples, affordable);
  Told told;
  for (Index k = 0; k < asked; ++k) {
    const Index first = k * samples / asked * views;
    Matrix gram = all.gram, right = all.right;
    for (Index i = first; i < first + views; ++i) {
      gram -= all.features.col(i) * all.features.col(i).transpose();
      right.col(class_of(labels, i)) -= all.features.col(i);
    }
    const Matrix weights = solution(gram, right);
    for (Index i = first; i < first + views; ++i)
      told.see(weights.transpose() * all.features.col(i), class_of(labels, i), all.off);
  }
  PlainMeasure found = told.share();
  const double m = static_cast<double>(asked), p = found.value;
  if (asked < samples) found.rounding += standard_errors * std::sqrt((p * (1 - p) + 1 / m) / m);
  return found;
}

PlainMeasure plain_probe_accuracy_on(PointsView training, const std::vector<int>& labels,
                                     PointsView held_out, const std::vector<int>& held_out_labels) {
  const int classes = 1 + std::max(largest_label(labels), largest_label(held_out_labels));
  const Regression all(training, labels, classes);
  const Matrix weights = solution(all.gram, all.right);
  Told told;
  for (Index i = 0; i < held_out.cols(); ++i)
    told.see(weights.transpose() * all.feature(held_out.col(i)), class_of(held_out_labels, i),
             all.off);
  return told.share();
}

PlainMeasure plain_class_margin(PointsView z, const std::vector<int>& labels) {
  const Means means(z, labels);
  if (means.of.size() < 2 || means.one_place) return {0};
  Real least = std::numeric_limits<Real>::infinity();
  for (Index i = 0; i < z.cols(); ++i) {
    const Column& own = means.of.at(class_of(labels, i));
    const Column x = z.col(i).cast<Real>();
    for (const auto& [label, other] : means.of) {
      if (label == class_of(labels, i)) continue;
      const Real apart = (own - other).norm();
      const Real distances = (x - other).squaredNorm() - (x - own).squaredNorm();
      least = std::min(least, apart > 0 ? distances / (2 * apart) : 0);
    }
  }
  const double size = z.cwiseAbs().maxCoeff(), root = std::sqrt(static_cast<double>(z.rows()));
  // Means that coincide exactly have any direction in doubles.
  if (!(means.closest > 0)) return {static_cast<double>(least), 2 * root * size};
  return {static_cast<double>(least), root * means.off * (2 + 4 * root * size / means.closest)};
}

PlainMeasure plain_within_over_between(PointsView z, const std::vector<int>& labels) {
  const Means means(z, labels);
  if (means.of.size() < 2 || means.one_place) return {0};
  Real within = 0, between = 0;
  Column all = Column::Zero(z.rows());
  for (const auto& [label, mean] : means.of) all += static_cast<Real>(means.sizes.at(label)) * mean;
  all /= static_cast<Real>(z.cols());
  for (Index i = 0; i < z.cols(); ++i)
    within += (z.col(i).cast<Real>() - means.of.at(class_of(labels, i))).squaredNorm();
  for (const auto& [label, mean] : means.of)
    between += static_cast<Real>(means.sizes.at(label)) * (mean - all).squaredNorm();
  if (within == 0) return {0};
  if (!(between > 0)) return {most_ratio, most_ratio};
  const double ratio =
      static_cast<double>(std::min(within / between, static_cast<Real>(most_ratio)));
  const double share =
      static_cast<double>(means.off * std::sqrt(static_cast<Real>(z.size()) / between));
  const double of_between = 2 * share + share * share;
  if (!(of_between < 1)) return {ratio, most_ratio};
  return {ratio, ratio * of_between / (1 - of_between) + share * share};
}

PlainMeasure plain_simplex_deviation(PointsView z, const std::vector<int>& labels) {
  const Means means(z, labels);
  if (means.of.size() < 2) return {0};
  if (means.one_place) return {1};
  const auto k = static_cast<Real>(means.of.size());
  Column centre = Column::Zero(z.rows());
  for (const auto& [label, mean] : means.of) centre += mean / k;
  Real square = 0, size = 0;
  for (const auto& [a, mean] : means.of) {
    size += (mean - centre).squaredNorm();
    for (const auto& [b, other] : means.of)
      square += std::pow((mean - centre).dot(other - centre), 2);
  }
  if (square == 0) return {1, 2};
  Real sum = 0;
  for (const auto& [a, mean] : means.of)
    for (const auto& [b, other] : means.of) {
      const Real here = (mean - centre).dot(other - centre) / std::sqrt(square);
      const Real wanted = ((a == b ? 1 : 0) - 1 / k) / std::sqrt(k - 1);
      sum += (here - wanted) * (here - wanted);
    }
  const auto off =
      static_cast<double>(8 * means.off * std::sqrt(k * static_cast<Real>(z.rows()) / size));
  return {static_cast<double>(std::sqrt(sum)), std::min(off, 2.0)};
}

}  // namespace simclr_flow::theory
