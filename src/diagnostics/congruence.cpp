#include "simclr_flow/diagnostics/congruence.hpp"

#include <algorithm>
#include <cmath>

#include "simclr_flow/core/orthogonal_bases.hpp"

namespace simclr_flow {
namespace {

/// Column i: the inner products of point i with all, ascending.
Points sorted_columns(Points gram) {
  for (Index i = 0; i < gram.cols(); ++i) std::sort(gram.col(i).begin(), gram.col(i).end());
  return gram;
}

class Search {
 public:
  Search(const WeightedPoints& a, const WeightedPoints& b, double near)
      : a_(a),
        b_(b),
        near_(near),
        gram_a_(a.z.transpose() * a.z),
        gram_b_(b.z.transpose() * b.z),
        sorted_a_(sorted_columns(gram_a_)),
        sorted_b_(sorted_columns(gram_b_)),
        basis_(independent_columns(a.z, 1e-6)) {}

  std::optional<std::vector<Index>> find() {
    if (!try_tuples()) return std::nullopt;
    return permutation_;
  }

 private:
  bool is_alike(Index i, Index k) const {
    return std::abs(a_.weight[i] - b_.weight[k]) < near_ &&
           (sorted_a_.col(i) - sorted_b_.col(k)).cwiseAbs().maxCoeff() < near_;
  }

  /// Extends images_, the partners of the first points of the basis.
  bool try_tuples() {
    const std::size_t at = images_.size();
    if (at == basis_.size()) return follow();
    for (Index k = 0; k < b_.z.cols(); ++k) {
      if (!extends(at, k)) continue;
      images_.push_back(k);
      if (try_tuples()) return true;
      images_.pop_back();
    }
    return false;
  }

  bool extends(std::size_t at, Index k) const {
    for (std::size_t j = 0; j < at; ++j)
      if (images_[j] == k ||
          std::abs(gram_a_(basis_[at], basis_[j]) - gram_b_(k, images_[j])) >= near_)
        return false;
    return is_alike(basis_[at], k);
  }

  /// The images of the basis fix those of all points.
  bool follow() {
    const Points of_a = gram_a_(basis_, Eigen::all), of_b = gram_b_(images_, Eigen::all);
    permutation_.clear();
    std::vector<bool> taken(static_cast<std::size_t>(b_.z.cols()), false);
    for (Index i = 0; i < a_.z.cols(); ++i) {
      Index best = -1;
      double distance = near_;
      for (Index k = 0; k < b_.z.cols(); ++k) {
        if (taken[static_cast<std::size_t>(k)]) continue;
        const double here = (of_a.col(i) - of_b.col(k)).lpNorm<Eigen::Infinity>();
        if (here < distance) distance = here, best = k;
      }
      if (best < 0 || std::abs(a_.weight[i] - b_.weight[best]) >= near_) return false;
      taken[static_cast<std::size_t>(best)] = true;
      permutation_.push_back(best);
    }
    return (gram_a_ - gram_b_(permutation_, permutation_)).cwiseAbs().maxCoeff() < near_;
  }

  const WeightedPoints &a_, &b_;
  double near_;
  Points gram_a_, gram_b_, sorted_a_, sorted_b_;
  std::vector<Index> basis_, images_, permutation_;
};

}  // namespace

WeightedPoints distinct_points(PointsView z, const State& weight, double distance) {
  std::vector<Index> kept;
  std::vector<double> sums;
  for (Index i = 0; i < z.cols(); ++i) {
    const auto found = std::ranges::find_if(
        kept, [&](Index k) { return (z.col(i) - z.col(k)).norm() < distance; });
    if (found == kept.end()) {
      kept.push_back(i);
      sums.push_back(weight[i]);
    } else {
      sums[static_cast<std::size_t>(found - kept.begin())] += weight[i];
    }
  }
  return {z(Eigen::all, kept), Eigen::Map<const State>(sums.data(), std::ssize(sums))};
}

std::optional<std::vector<Index>> congruence(const WeightedPoints& a, const WeightedPoints& b,
                                             double near) {
  if (a.z.rows() != b.z.rows() || a.z.cols() != b.z.cols()) return std::nullopt;
  if (!a.z.allFinite() || !b.z.allFinite()) return std::nullopt;
  return Search(a, b, near).find();
}

InnerProductSpectrum inner_product_spectrum(PointsView z, double near) {
  const Points gram = z.transpose() * z;
  std::vector<double> all;
  for (Index j = 0; j < gram.cols(); ++j)
    for (Index i = 0; i < j; ++i) all.push_back(gram(i, j));
  std::ranges::sort(all);
  InnerProductSpectrum spectrum;
  for (std::size_t begin = 0; begin < all.size();) {
    std::size_t end = begin + 1;
    double sum = all[begin];
    for (; end < all.size() && all[end] - all[end - 1] <= near; ++end) sum += all[end];
    spectrum.value.push_back(sum / static_cast<double>(end - begin));
    spectrum.pairs.push_back(static_cast<Index>(end - begin));
    begin = end;
  }
  return spectrum;
}

}  // namespace simclr_flow
