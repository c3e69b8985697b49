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

/// Mean and variance of the mean of the Laplacian terms of one sample's views.
struct Stratum {
  Points mean, squares;

  explicit Stratum(Index n) : mean(Points::Zero(n, n)), squares(mean) {}
  void add(const State& q) {
    Points term = -q * q.transpose();
    term.diagonal().setZero();
    term.diagonal() = -term.rowwise().sum();  // q (1 - q), so that rows sum to 0
    mean += term;
    squares += term.cwiseAbs2();
  }
};

void require_two_samples(double distance, double spread) {
  if (!(distance >= 0 && std::isfinite(distance) && spread > 0 && std::isfinite(spread)))
    throw InputError(
        fmt::format("two samples: distance {}, spread {}; allowed are distance >= 0, spread > 0",
                    distance, spread));
}

}  // namespace

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
    Stratum stratum(n);
    for (Index k = 0; k < draws; ++k)
      stratum.add(shares(samples, law, draw_view(law, samples.col(s), random)));
    laplacian += stratum.mean / count;
    const Points spread = stratum.squares / count - (stratum.mean / count).cwiseAbs2();
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
