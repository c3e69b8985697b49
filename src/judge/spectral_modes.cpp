#include "spectral_modes.hpp"

#include <algorithm>
#include <cmath>

#include "simclr_flow/core/symmetric_eigen.hpp"

namespace simclr_flow {
namespace {

/// Orthonormal columns of sum 0, n×(n-1): (1, ..., 1, -k, 0, ..., 0)/sqrt(k (k+1)).
Points without_mean(Index n) {
  Points basis = Points::Zero(n, n - 1);
  for (Index k = 1; k < n; ++k) {
    const double length = std::sqrt(double(k) * double(k + 1));
    basis.col(k - 1).head(k).setConstant(1 / length);
    basis(k, k - 1) = -double(k) / length;
  }
  return basis;
}

}  // namespace

std::optional<theory::ViewLaw> stated_law(const ViewsConfig& views) {
  theory::ViewLaw law;
  const auto moves = [](const TransformConfig& t, const char* kind) {
    return t.kind == kind && t.draw == TransformConfig::Draw::view && t.coordinates.empty();
  };
  std::size_t known = 0;
  for (std::size_t k = 0; k < views.transforms.size(); ++k) {
    const TransformConfig& t = views.transforms[k];
    if (moves(t, "scaling") && k == 0 && t.low > 0 && t.low < t.high)
      law.low = t.low, law.high = t.high, ++known;
    if (moves(t, "noise") && law.noise + law.radius == 0 && t.scale != 0)
      law.noise = std::abs(t.scale), ++known;
    if (moves(t, "ball") && law.noise + law.radius == 0 && t.radius > 0)
      law.radius = t.radius, ++known;
  }
  const bool all = known > 0 && known == views.transforms.size();
  return all ? std::optional(law) : std::nullopt;
}

bool has_spectral_modes(const StoredRun& run, const RunConfig& config) {
  return stated_law(config.views) && theory::affordable_draws(run.data);
}

theory::AugmentationGraph measured_graph(const StoredRun& run, const RunConfig& config) {
  return theory::augmentation_graph(run.data, stated_law(config.views).value(),
                                    theory::affordable_draws(run.data).value(), run.seed);
}

SpectralModes modes_of(const Points& graph) {
  constexpr double held = 0.5, nothing = 1e-12, one_value = 1e-9, rounding = 1e-12;
  const Points basis = without_mean(graph.rows());
  const SymmetricEigen all = symmetric_eigen(basis.transpose() * graph * basis);
  const Index size = all.values.size();
  const double largest = all.values[size - 1];
  double least = held;
  if (largest < held) least = std::max(nothing, largest - one_value);
  const Index count = (all.values.array() >= least).count();
  SpectralModes modes{basis * all.vectors.rightCols(count)};
  if (count > 0 && count < size)
    modes.gap = all.values[size - count] - all.values[size - count - 1];
  for (const double end : {held, least})
    if (((all.values.array() - end).abs() < std::min(rounding, end / 2)).any())
      modes.is_clear = false;
  return modes;
}

}  // namespace simclr_flow
