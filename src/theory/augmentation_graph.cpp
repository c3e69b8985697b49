#include "simclr_flow/theory/augmentation_graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"

namespace simclr_flow::theory {
namespace {

/// q(x): the shares of the samples in a view, which sum to 1.
State shares(PointsView samples, const ViewLaw& law, const State& x) {
  State logs(samples.cols());
  for (Index s = 0; s < logs.size(); ++s) logs[s] = log_density(law, x, samples.col(s));
  const double top = logs.maxCoeff();
  const State q = logs.unaryExpr([top](double log) { return std::exp(log - top); });
  return q / q.sum();
}

/// Mean Laplacian term of one sample's views, diag q - q q^T, and mean square of each entry. The
/// diagonal of the mean is minus the sum of its row, so that rows sum to 0.
struct Stratum {
  Points mean, squares;

  explicit Stratum(const Points& q) {
    const double count = static_cast<double>(q.cols());
    const Points square = q.cwiseAbs2();
    mean = -q * q.transpose() / count;
    squares = square * square.transpose() / count;
    mean.diagonal().setZero();
    mean.diagonal() = -mean.rowwise().sum();
    squares.diagonal() = (q - square).cwiseAbs2().rowwise().mean();
  }
};

void require_two_samples(double distance, double spread) {
  if (!(distance >= 0 && std::isfinite(distance) && spread > 0 && std::isfinite(spread)))
    throw InputError(
        fmt::format("two samples: distance {}, spread {}; allowed are distance >= 0, spread > 0",
                    distance, spread));
}

}  // namespace

std::optional<Index> affordable_draws(PointsView samples) {
  constexpr double most_operations = 5e7, most_draws = 200, fewest_draws = 10;
  constexpr Index fewest_samples = 2, most_samples = 400;
  const double n = static_cast<double>(samples.cols()),
               each = n * n * static_cast<double>(samples.rows() + 4),
               draws = std::min(most_draws, std::floor(most_operations / each));
  if (samples.cols() < fewest_samples || samples.cols() > most_samples || draws < fewest_draws)
    return std::nullopt;
  return static_cast<Index>(draws);
}

AugmentationGraph augmentation_graph(PointsView samples, const ViewLaw& law, Index draws,
                                     std::uint64_t seed) {
  const Index n = samples.cols();
  require_law(law);
  if (n < 1 || draws < 2)
    throw InputError(fmt::format(
        "augmentation graph: {} samples, {} draws; allowed are n >= 1, draws >= 2", n, draws));
  Points laplacian = Points::Zero(n, n), variance = laplacian;
  const double count = static_cast<double>(draws);
  for (Index s = 0; s < n; ++s) {
    RandomStream random(seed, streams::augmentation_graph, static_cast<std::uint32_t>(s));
    Points q(n, draws);
    for (Index k = 0; k < draws; ++k)
      q.col(k) = shares(samples, law, draw_view(law, samples.col(s), random));
    const Stratum stratum(q);
    laplacian += stratum.mean;
    const Points spread = stratum.squares - stratum.mean.cwiseAbs2();
    variance += spread.cwiseMax(0) / (count - 1);
  }
  return {Points::Identity(n, n) - laplacian, variance.cwiseSqrt()};
}

double two_sample_overlap(double distance, double spread) {
  require_two_samples(distance, spread);
  const double delta = distance / spread;
  constexpr double reach = 9.5;
  // cosh has poles at pi/delta: the error falls as exp(-2 pi (pi/delta)/h).
  const double step = std::min(0.25, 0.5 / std::max(delta, 1.0));
  double sum = 0;
  for (Index k = static_cast<Index>(-reach / step); double(k) * step <= reach; ++k) {
    const double u = double(k) * step, half = std::abs(delta * u / 2);
    sum += std::exp(-u * u / 2 - half) / (1 + std::exp(-2 * half));
  }
  return std::exp(-delta * delta / 8) * sum * step / std::sqrt(2 * std::numbers::pi);
}

GraphModes graph_modes(PointsView graph) {
  const Index n = graph.rows();
  if (n < 2 || graph.cols() != n || !((graph - graph.transpose()).cwiseAbs().maxCoeff() <= 1e-12) ||
      !((graph.rowwise().sum().array() - 1).abs().maxCoeff() <= 1e-9))
    throw InputError(
        fmt::format("modes of a {}×{} graph; allowed is a symmetric one of 2 samples or more whose "
                    "rows sum to 1",
                    n, graph.cols()));
  constexpr double held = 0.5, nothing = 1e-12, one_value = 1e-9;
  // Constants, of eigenvalue 1, come below all others.
  const SymmetricEigen all = symmetric_eigen(graph - Points::Constant(n, n, 3 / double(n)));
  const double largest = all.values[n - 1];
  const double least = largest >= held ? held : std::max(nothing, largest - one_value);
  const Index count = (all.values.array() >= least).count();
  return {all.values.tail(count).reverse(), all.vectors.rightCols(count).rowwise().reverse()};
}

double spectral_contrastive_minimum(PointsView graph, Index d) {
  const double size = graph.size() > 0 ? graph.cwiseAbs().maxCoeff() : 0;
  if (d < 1 || graph.rows() != graph.cols() || graph.rows() == 0 ||
      !((graph - graph.transpose()).cwiseAbs().maxCoeff() <= 1e-12 * size))
    throw InputError(
        fmt::format("spectral minimum: d = {}, a {}×{} graph; allowed are d >= 1 and "
                    "a symmetric matrix",
                    d, graph.rows(), graph.cols()));
  const State leading = symmetric_eigenvalues(graph).tail(std::min(d, graph.rows()));
  return -leading.cwiseMax(0).squaredNorm();
}

}  // namespace simclr_flow::theory
