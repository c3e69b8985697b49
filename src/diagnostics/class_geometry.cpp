#include "simclr_flow/diagnostics/class_geometry.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "coincidence.hpp"

namespace simclr_flow {
namespace {

/// Of the classes that have latents, in the order of their labels.
struct Classes {
  Points means;              ///< d×K
  State sizes;               ///< K
  std::vector<Index> place;  ///< of the class of each latent among them
};

Classes classes_of_latents(PointsView z, const Partition& labels) {
  const Index all = 1 + *std::ranges::max_element(labels);
  Points sums = Points::Zero(z.rows(), all);
  State sizes = State::Zero(all);
  for (Index i = 0; i < z.cols(); ++i) {
    sums.col(labels[static_cast<std::size_t>(i)]) += z.col(i);
    sizes[labels[static_cast<std::size_t>(i)]] += 1;
  }
  std::vector<Index> place(static_cast<std::size_t>(all)), kept;
  for (Index c = 0; c < all; ++c)
    if (sizes[c] > 0) {
      place[static_cast<std::size_t>(c)] = std::ssize(kept);
      kept.push_back(c);
    }
  Classes found{Points(z.rows(), std::ssize(kept)), State(std::ssize(kept)), {}};
  for (Index k = 0; k < std::ssize(kept); ++k) {
    const Index c = kept[static_cast<std::size_t>(k)];
    found.sizes[k] = sizes[c];
    found.means.col(k) = sums.col(c) / sizes[c];
  }
  for (const int label : labels) found.place.push_back(place[static_cast<std::size_t>(label)]);
  return found;
}

}  // namespace

double class_margin(PointsView z, const Partition& labels) {
  const Classes all = classes_of_latents(z, labels);
  const Points& m = all.means;
  if (m.cols() < 2 || coincide(z)) return 0;
  double least = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < z.cols(); ++i) {
    const Index own = all.place[static_cast<std::size_t>(i)];
    for (Index c = 0; c < m.cols(); ++c) {
      if (c == own) continue;
      const State apart = m.col(own) - m.col(c);
      const double distance = apart.stableNorm();
      const State from_middle = z.col(i) - (m.col(own) + m.col(c)) / 2;
      least = std::min(least, distance > 0 ? (apart / distance).dot(from_middle) : 0);
    }
  }
  return least;
}

double within_over_between(PointsView z, const Partition& labels) {
  const Classes all = classes_of_latents(z, labels);
  if (all.means.cols() < 2 || coincide(z)) return 0;
  const State mean = z.rowwise().mean();
  const double unit = (z.colwise() - mean).cwiseAbs().maxCoeff();  // squares may be no numbers
  double within = 0;
  for (Index i = 0; i < z.cols(); ++i)
    within +=
        ((z.col(i) - all.means.col(all.place[static_cast<std::size_t>(i)])) / unit).squaredNorm();
  const double between =
      ((all.means.colwise() - mean) / unit).colwise().squaredNorm().dot(all.sizes.transpose());
  if (within == 0) return 0;
  return between > 0 ? std::min(within / between, unbounded_ratio) : unbounded_ratio;
}

double simplex_deviation(PointsView z, const Partition& labels) {
  const Points means = classes_of_latents(z, labels).means;
  const Index k = means.cols();
  if (k < 2) return 0;
  if (coincide(z)) return 1;
  Points centred = means.colwise() - State(means.rowwise().mean());
  if (const double unit = centred.cwiseAbs().maxCoeff(); unit > 0) centred /= unit;
  Points gram = centred.transpose() * centred;
  if (const double size = gram.norm(); size > 0) gram /= size;
  const double classes = static_cast<double>(k), root = std::sqrt(classes - 1);
  return (gram - Points::Identity(k, k) / root + Points::Constant(k, k, 1 / (classes * root)))
      .norm();
}

}  // namespace simclr_flow
