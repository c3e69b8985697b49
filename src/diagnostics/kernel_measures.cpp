#include "simclr_flow/diagnostics/kernel_measures.hpp"

#include <algorithm>
#include <cmath>

#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"

namespace simclr_flow {
namespace {

constexpr Index most_eigenvalues = 8;
constexpr double energy_rounding = 1e-13;

Index growth_count(const KernelScope& scope) {
  return std::min(most_eigenvalues, scope.latents - 1);
}

Index class_count(const Partition& labels) {
  return 1 + *std::max_element(labels.begin(), labels.end());
}

/// |Theta_ii + Theta_jj - Theta_ij - Theta_ji|_op, q = rows per latent.
double squared_distance(const Points& theta, Index q, Index i, Index j) {
  if (q == 1) return theta(i, i) + theta(j, j) - theta(i, j) - theta(j, i);
  const auto block = [&](Index a, Index b) { return theta.block(a * q, b * q, q, q); };
  const Points difference = block(i, i) + block(j, j) - block(i, j) - block(j, i);
  return symmetric_eigenvalues(difference).maxCoeff();
}

}  // namespace

double kernel_drift(const Points& theta, const Points& start) {
  // Squares of small entries would vanish.
  const double moved = (theta - start).stableNorm();
  return moved == 0 ? 0 : moved / start.stableNorm();
}

State cluster_shares(const Points& vectors, const Partition& labels) {
  const auto latents = static_cast<Index>(labels.size());
  const Index q = vectors.rows() / latents, classes = class_count(labels);
  State shares(vectors.cols());
  for (Index r = 0; r < vectors.cols(); ++r) {
    const Eigen::Map<const Points> v(vectors.col(r).data(), q, latents);
    Points sum = Points::Zero(q, classes);
    State size = State::Zero(classes);
    for (Index i = 0; i < latents; ++i) {
      sum.col(labels[static_cast<std::size_t>(i)]) += v.col(i);
      size[labels[static_cast<std::size_t>(i)]] += 1;
    }
    shares[r] = 0;
    for (Index c = 0; c < classes; ++c)
      if (size[c] > 0) shares[r] += sum.col(c).squaredNorm() / size[c];
  }
  return shares;
}

State squared_distances(const Points& theta, Index latents) {
  const Index q = theta.rows() / latents;
  const double rounding = 1e-14 * theta.cwiseAbs().maxCoeff();
  State squares(latents * (latents - 1) / 2);
  Index pair = 0;
  for (Index i = 0; i < latents; ++i) {
    throw_if_cancelled();
    for (Index j = i + 1; j < latents; ++j)
      squares[pair++] = std::max(squared_distance(theta, q, i, j), rounding);
  }
  return squares;
}

double persistence(const Points& y, const Points& start, const State& squared_distances,
                   double time, double drop) {
  if (!(drop > energy_rounding)) return 0;
  const Points moved = y - start;
  double largest = 0;
  Index pair = 0;
  for (Index i = 0; i < y.cols(); ++i)
    for (Index j = i + 1; j < y.cols(); ++j)
      largest = std::max(largest,
                         (moved.col(i) - moved.col(j)).squaredNorm() / squared_distances[pair++]);
  return std::sqrt(largest / (time * drop));
}

std::vector<KernelSeries> kernel_series(const KernelScope& scope) {
  const double rows = static_cast<double>(scope.latents) * static_cast<double>(scope.outputs);
  if (rows == 0 || rows > largest_kernel_rows) return {};
  std::vector<KernelSeries> series;
  if (!scope.frozen) series.push_back({"kernel_drift"});
  series.push_back({"kernel_eigenvalues", std::min(most_eigenvalues, scope.latents)});
  if (scope.classes > 1) series.push_back({"kernel_alignment", scope.classes - 1});
  if (scope.grows && scope.latents > 1)
    for (const char* name : {"growth_rates", "growth_alignment"})
      series.push_back({name, growth_count(scope)});
  if (scope.integrates) series.push_back({"persistence"});
  return series;
}

KernelMeasures::KernelMeasures(const KernelScope& scope, Partition labels)
    : scope_(scope), labels_(std::move(labels)) {
  if (scope.integrates) widest_ = State::Zero(scope.latents * (scope.latents - 1) / 2);
}

void KernelMeasures::start(Points outputs, double energy, Points theta, Points form) {
  form_ = std::move(form);
  if (scope_.frozen && scope_.grows) frozen_growth_ = growth(theta);
  if (scope_.integrates) widest_ = widest_.cwiseMax(squared_distances(theta, scope_.latents));
  if (scope_.frozen) frozen_spectrum_ = spectrum(theta);
  if (!scope_.frozen) theta_ = std::move(theta);
  energy_ = energy;
  start_ = std::move(outputs);  // last: what came before may be cancelled
}

State KernelMeasures::measure(double time, double energy, const Points& outputs,
                              const Points& latents, const Points& theta) {
  const State modes = scope_.frozen ? frozen_spectrum_ : spectrum(theta);
  const State growths = scope_.grows ? grown(outputs, latents, theta) : State();
  State row(!scope_.frozen + modes.size() + growths.size() + scope_.integrates);
  if (!scope_.frozen) row[0] = kernel_drift(theta, theta_);
  row.segment(!scope_.frozen, modes.size()) = modes;
  row.segment(!scope_.frozen + modes.size(), growths.size()) = growths;
  if (scope_.integrates) row[row.size() - 1] = persist(time, energy, outputs, theta);
  return row;
}

/// Eigenvalues, then alignments.
State KernelMeasures::spectrum(const Points& theta) const {
  const Index values = std::min(most_eigenvalues, scope_.latents);
  const Index shares = std::max<Index>(scope_.classes - 1, 0);
  const Modes modes = leading_modes(theta, scope_.latents, std::max(values, shares));
  State row(values + shares);
  row.head(values) = modes.values.head(values);
  if (shares > 0) row.tail(shares) = cluster_shares(modes.vectors.leftCols(shares), labels_);
  return row;
}

GrowthModes KernelMeasures::growth(const Points& theta) const {
  return growth_modes(form_,
                      mean_over_outputs(theta, scope_.latents, scope_.outputs - scope_.intrinsic),
                      growth_count(scope_));
}

/// Rates, then alignments.
State KernelMeasures::grown(const Points& outputs, const Points& latents,
                            const Points& theta) const {
  const GrowthModes modes = scope_.frozen ? frozen_growth_ : growth(theta);
  const double square = scope_.free_lengths ? outputs.colwise().squaredNorm().mean() : 1;
  State row(2 * modes.rates.size());
  row << modes.rates / square, growth_alignment(modes, latents);
  return row;
}

double KernelMeasures::persist(double time, double energy, const Points& outputs,
                               const Points& theta) {
  if (!scope_.frozen) widest_ = widest_.cwiseMax(squared_distances(theta, scope_.latents));
  return time > 0 ? persistence(outputs, start_, widest_, time, energy_ - energy) : 0;
}

void KernelMeasures::archive(Archive& a) {
  if (scope_.integrates && !scope_.frozen) a(widest_);
}

}  // namespace simclr_flow
