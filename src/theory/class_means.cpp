#include "class_means.hpp"

#include <fmt/format.h>

#include <map>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow::theory {

ClassMeans class_means(const char* what, PointsView z, const std::vector<int>& labels) {
  std::map<int, Index> column;
  for (const int label : labels) column.try_emplace(label, std::ssize(column));
  if (std::ssize(labels) != z.cols() || column.size() < 2)
    throw InputError(fmt::format(
        "{}: {} labels of {} classes for {} points; allowed are a label each, of 2 classes or more",
        what, labels.size(), column.size(), z.cols()));
  const Index classes = std::ssize(column);
  ClassMeans found{Points::Zero(z.rows(), classes), State::Zero(classes), {}, 0};
  for (Index i = 0; i < z.cols(); ++i) {
    const Index k = found.of.emplace_back(column.at(labels[static_cast<std::size_t>(i)]));
    found.means.col(k) += z.col(i);
    found.counts[k] += 1;
  }
  found.means.array().rowwise() /= found.counts.transpose().array();
  for (Index i = 0; i < z.cols(); ++i)
    found.within +=
        (z.col(i) - found.means.col(found.of[static_cast<std::size_t>(i)])).squaredNorm();
  found.within /= static_cast<double>(z.cols());
  return found;
}

}  // namespace simclr_flow::theory
