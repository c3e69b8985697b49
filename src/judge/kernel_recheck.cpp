// What is stored of a tangent kernel, computed again from the data and the weights; and what a
// frozen one conserves.
#include <algorithm>
#include <cmath>

#include "simclr_flow/core/linear_solvers.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"
#include "simclr_flow/diagnostics/kernel_measures.hpp"
#include "stated_flow.hpp"

namespace simclr_flow {
namespace {

/// The eigenvalues of H Theta H/N, falling; H takes the mean over latents of each output by itself.
State centred_spectrum(Points theta, Index latents) {
  const Index q = theta.rows() / latents;
  const double n = static_cast<double>(latents);
  for (const bool columns : {false, true}) {
    if (columns) theta.transposeInPlace();
    Points means = Points::Zero(q, theta.cols());
    for (Index i = 0; i < latents; ++i) means += theta.middleRows(i * q, q) / n;
    for (Index i = 0; i < latents; ++i) theta.middleRows(i * q, q) -= means;
  }
  return symmetric_eigenvalues(theta / n).reverse();
}

/// A row of the kernel and the state that the flow had then.
struct KernelRow {
  std::size_t row;
  State state;  ///< empty for frozen kernels
};

/// Rows whose kernel is known: all of a frozen one, else those at the times of pairs.
std::vector<KernelRow> known_rows(const Judged& j, const StatedFlow& stated) {
  std::vector<KernelRow> rows;
  const auto& times = j.flow.kernel_clock.time;
  if (stated.has_frozen_kernel()) {
    for (std::size_t k = 0; k < times.size(); ++k) rows.push_back({k, {}});
    return rows;
  }
  for (std::size_t p = 0; p < j.flow.pairs.size(); ++p)
    if (const auto row = row_at(times, j.flow.pairs_clock.time[p]))
      rows.push_back({*row, j.flow.pairs[p]});
  return rows;
}

/// The largest difference of two spectra, of the leading eigenvalue.
double spectrum_error(const State& stored, const State& again) {
  if (stored.size() > again.size()) return std::numeric_limits<double>::infinity();
  const double size = std::max(again[0], std::numeric_limits<double>::min());
  return (stored - again.head(stored.size())).cwiseAbs().maxCoeff() / size;
}

/// sum_ij y_i^T (Theta^-1)_ij y_j.
double conserved_form(const Cholesky& factor, const Points& y, Index rows) {
  if (rows == y.cols()) return (y * factor.solve(y.transpose())).trace();
  const State flat = Eigen::Map<const State>(y.data(), y.size());
  return flat.dot(factor.solve(flat).col(0));
}

}  // namespace

std::optional<Check> check_kernel(const Judged& j) {
  std::string why;
  const auto series = j.flow.kernel.find("kernel_eigenvalues");
  const auto stated = series == j.flow.kernel.end() ? std::nullopt : StatedFlow::of(j, why);
  if (!stated) return std::nullopt;
  const auto drift = j.flow.kernel.find("kernel_drift");
  double worst = 0;
  Points first, theta;
  State spectrum;
  for (const auto& [row, state] : known_rows(j, *stated)) {
    if (theta.size() == 0 || !stated->has_frozen_kernel()) {
      theta = stated->kernel(state);
      if (theta.rows() > largest_dense) return std::nullopt;
      if (first.size() == 0) first = theta;
      spectrum = centred_spectrum(theta, j.flow.particles);
    }
    worst = larger(worst, spectrum_error(series->second[row], spectrum));
    if (drift != j.flow.kernel.end())
      worst = larger(worst, std::abs(drift->second[row][0] - kernel_drift(theta, first)));
  }
  if (theta.size() == 0) return std::nullopt;
  return numeric_check("kernel", "eigenvalues and drift of the kernel again", 0, worst, 1e-8,
                       "residuals of the leading modes, of the largest eigenvalue");
}

std::optional<Check> check_conserved(const Judged& j) {
  std::string why;
  if (!j.flow_config.has_frozen_kernel() || j.config.latent.manifold != "sphere")
    return std::nullopt;
  const auto stated = j.flow.pairs.size() < 2 ? std::nullopt : StatedFlow::of(j, why);
  if (!stated) return std::nullopt;
  const Points theta = stated->kernel(j.flow.pairs.front());
  if (theta.rows() > largest_dense) return std::nullopt;
  const auto factor = Cholesky::of(theta);
  const double least = symmetric_eigenvalues(theta)[0];
  if (!factor || !(least > 1e-13 * theta.trace())) return std::nullopt;
  const double start = conserved_form(*factor, stated->outputs(j.flow.pairs.front()), theta.rows());
  double worst = 0, size = 0;
  for (const State& x : j.flow.pairs) {
    worst =
        larger(worst, std::abs(conserved_form(*factor, stated->outputs(x), theta.rows()) - start));
    size = std::max(size, x.norm());
  }
  const IntegratorConfig& integrator = j.flow_config.integrator;
  const double off = j.method.adaptive
                         ? 100 * (integrator.rtol * size +
                                  integrator.atol * std::sqrt(static_cast<double>(theta.rows())))
                         : integrator.step * size;
  const double tolerance = 2 * std::sqrt(start / least) * off + off * off / least;
  Check check = numeric_check("conserved", "change of sum y_i (Theta^-1)_ij y_j (share)", 0,
                              worst / start, tolerance / start,
                              "100 solver tolerances along the least eigenvector of Theta");
  check.status = "proven";
  check.source = "y_i is orthogonal to dE/dy_i, and y' = -Theta dE/dy with Theta frozen";
  return check;
}

}  // namespace simclr_flow
