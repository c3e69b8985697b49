#include "simclr_flow/diagnostics/linear_probe.hpp"

#include <algorithm>
#include <cmath>

#include "coincidence.hpp"
#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/linear_solvers.hpp"

namespace simclr_flow {
namespace {

Index classes_of(const Partition& labels) {
  return labels.empty() ? 0 : 1 + *std::ranges::max_element(labels);
}

Points indicators(const Partition& labels, Index classes) {
  Points all = Points::Zero(classes, std::ssize(labels));
  for (Index i = 0; i < all.cols(); ++i) all(labels[static_cast<std::size_t>(i)], i) = 1;
  return all;
}

/// The probe of some latents.
class Probe {
 public:
  Probe(PointsView z, const Partition& labels, Index classes)
      : mean_(z.rowwise().mean()), targets_(indicators(labels, classes)) {
    const double size = static_cast<double>(z.size());
    const double spread = Points(z.colwise() - mean_).reshaped().stableNorm() / std::sqrt(size);
    if (!coincide(z)) scale_ = 1 / spread;
    u_ = normal_form(z);
    const double ridge = probe_ridge * static_cast<double>(z.cols());
    const bool few = z.cols() < z.rows();  // (u u^T + c)^{-1} u = u (u^T u + c)^{-1}
    Points gram = few ? Points(u_.transpose() * u_) : Points(u_ * u_.transpose());
    gram.diagonal().array() += ridge;
    const auto factor = Cholesky::of(gram);
    solved_ = few ? Points(factor->solve(u_.transpose()).transpose()) : factor->solve(u_);
    shares_ = targets_.rowwise().mean();
    slopes_ = targets_ * solved_.transpose();
  }

  Points scores(PointsView z) const { return (slopes_ * normal_form(z)).colwise() + shares_; }
  /// Scores of columns first ... first + count - 1 by a fit without them.
  Points held_out_scores(Index first, Index count) const {
    const auto u = u_.middleCols(first, count);
    const Points targets = targets_.middleCols(first, count);
    Points left = Points::Identity(count, count) - u.transpose() * solved_.middleCols(first, count);
    left.array() -= 1 / static_cast<double>(u_.cols());
    const Points residuals = (targets - slopes_ * u).colwise() - shares_;
    return targets - Cholesky::of(left)->solve(residuals.transpose()).transpose();
  }

 private:
  Points normal_form(PointsView z) const { return scale_ * (z.colwise() - mean_); }

  State mean_, shares_;
  Points targets_, u_, solved_, slopes_;
  double scale_ = 0;
};

Index correct(const Points& scores, const Partition& labels, Index first) {
  Index right = 0;
  for (Index i = 0; i < scores.cols(); ++i) {
    Index told = 0;
    scores.col(i).maxCoeff(&told);
    right += told == labels[static_cast<std::size_t>(first + i)];
  }
  return right;
}

}  // namespace

double probe_accuracy(PointsView z, const Partition& labels, Index views) {
  if (z.cols() <= views) return 0;
  const Probe probe(z, labels, classes_of(labels));
  Index right = 0;
  for (Index first = 0; first < z.cols(); first += views) {
    throw_if_cancelled();
    right += correct(probe.held_out_scores(first, views), labels, first);
  }
  return static_cast<double>(right) / static_cast<double>(z.cols());
}

double probe_accuracy_on(PointsView training, const Partition& labels, PointsView held_out,
                         const Partition& held_out_labels) {
  const Index classes = std::max(classes_of(labels), classes_of(held_out_labels));
  const Points scores = Probe(training, labels, classes).scores(held_out);
  return static_cast<double>(correct(scores, held_out_labels, 0)) /
         static_cast<double>(held_out.cols());
}

}  // namespace simclr_flow
