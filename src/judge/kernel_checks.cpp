// What is stored of a tangent kernel, computed again from the data and the weights; and what a
// frozen one conserves.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "growing_modes.hpp"
#include "rows.hpp"
#include "simclr_flow/core/linear_solvers.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"
#include "solver_error.hpp"
#include "stated_flow.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

constexpr double residual_of_modes = 1e-8;
constexpr double least_allowed = std::numeric_limits<double>::min();

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

/// Rows whose kernel is known: all of a frozen one, else those at the times of probes, or the
/// first.
std::vector<KernelRow> known_rows(const Judged& j, const StatedFlow& stated) {
  std::vector<KernelRow> rows;
  const auto& times = j.flow.kernel().clock.time;
  if (stated.has_frozen_kernel()) {
    for (std::size_t k = 0; k < times.size(); ++k) rows.push_back({k, {}});
    return rows;
  }
  if (j.flow.pairs.empty() && j.flow.first_weights.size() > 0 && !times.empty())
    rows.push_back({0, stated.start()});
  for (std::size_t p = 0; p < j.flow.pairs.size(); ++p)
    if (const auto row = row_at(times, j.flow.pairs_clock.time[p]))
      rows.push_back({*row, j.flow.pairs[p]});
  return rows;
}

/// The kernel of a row, its centred spectrum, and what rounding may do to an eigenvalue of that: an
/// error of each entry of Theta moves those of H Theta H/N by at most q times as much.
struct KnownKernel {
  Points theta;
  State spectrum;
  double rounding = 0;
};

KnownKernel known_kernel(const Judged& j, const StatedFlow& stated, const State& state) {
  KnownKernel known{stated.kernel(state), {}, 0};
  if (known.theta.rows() > largest_dense) return known;
  const double q = static_cast<double>(known.theta.rows() / j.flow.particles);
  known.spectrum = centred_spectrum(known.theta, j.flow.particles);
  known.rounding =
      2 * q * (stated.kernel_rounding(state) + 1e-15 * known.theta.cwiseAbs().maxCoeff());
  return known;
}

/// Eigenvalues of a row, to residuals of the leading modes and rounding.
void see_spectrum(const State& stored, const KnownKernel& again, Worst& worst) {
  const double allowed =
      residual_of_modes * std::abs(again.spectrum[0]) + again.rounding + least_allowed;
  for (Index r = 0; r < stored.size(); ++r)
    worst.see(r < again.spectrum.size() ? again.spectrum[r] : 0, stored[r], allowed);
}

void see_drift(double stored, const Points& theta, const KnownKernel& first, Worst& worst) {
  // |Theta - Theta_0|/|Theta_0|; squares of small entries would vanish.
  const double moved = (theta - first.theta).stableNorm(), size = first.theta.stableNorm();
  const double again = moved == 0 ? 0 : moved / size;
  const double n = static_cast<double>(theta.rows());
  const double rounding = size > 0 ? (2 + again) * n * first.rounding / size : 0;
  worst.see(again, stored, residual_of_modes * (1 + again) + rounding);
}

/// The measures of growing modes at known rows of the kernel.
class GrowthSeen {
 public:
  GrowthSeen(const Judged& j, const StatedFlow& stated) : judged_(j), stated_(stated) {}

  void take(const KnownKernel& known) {
    if (GrowingModes::are_judged(judged_)) modes_.emplace(judged_, known.theta, known.rounding);
  }
  void see(std::size_t row, const State& known_state) {
    if (!modes_) return;
    const double time = judged_.flow.kernel().clock.time[row];
    const State state = known_state.size() ? known_state : state_at(time);
    const Points y = state.size() ? stated_.outputs(state) : Points();
    if (!space_of(judged_).free_lengths || !judged_.flow_config.has_raw_outputs())
      modes_->see_rates(stored("growth_rates", row), 1, rates_);
    else if (y.size() > 0)
      modes_->see_rates(stored("growth_rates", row), y.colwise().squaredNorm().mean(), rates_);
    if (const auto frame = row_at(judged_.flow.frames.time, time))
      modes_->see_alignment(stored("growth_alignment", row), judged_.flow.positions[*frame],
                            shares_);
    else if (y.size() > 0)
      modes_->see_alignment(stored("growth_alignment", row), stated_.latents(y), shares_);
  }
  void add(std::vector<Check>& checks) const {
    if (rates_.tolerance > 0)
      checks.push_back(rates_.check("growth-rates", "growth rates of the kernel with views, worst",
                                    "1e-8 of the fastest; rounding of |Theta|"));
    if (shares_.tolerance > 0)
      checks.push_back(shares_.check("growth-alignment",
                                     "share of the latents in the leading growing modes, worst",
                                     "what errors of rates turn modes by, over their gap"));
  }

 private:
  const State& stored(const char* name, std::size_t row) const {
    return judged_.flow.kernel().series.at(name)[row];
  }
  State state_at(double time) const {
    if (judged_.flow.pairs.empty()) return {};
    const auto pair = row_at(judged_.flow.pairs_clock.time, time);
    return pair ? judged_.flow.pairs[*pair] : State();
  }

  const Judged& judged_;
  const StatedFlow& stated_;
  std::optional<GrowingModes> modes_;
  Worst rates_, shares_;
};

/// Said of a kernel whose centred part is nothing but rounding of the whole.
std::string told_apart(const KnownKernel& known) {
  if (known.spectrum[0] > known.rounding) return "";
  return fmt::format(
      "the network cannot tell the inputs apart: the largest eigenvalue of H Theta H/N, {:.2g}, is "
      "not above {:.2g}, the rounding of |Theta|",
      known.spectrum[0], known.rounding);
}

/// sum_ij y_i^T (Theta^-1)_ij y_j.
double conserved_form(const Cholesky& factor, const Points& y, Index rows) {
  if (rows == y.cols()) return (y * factor.solve(y.transpose())).trace();
  const State flat = Eigen::Map<const State>(y.data(), y.size());
  return flat.dot(factor.solve(flat).col(0));
}

}  // namespace

Findings check_kernel(const Judged& j) {
  std::string why;
  const auto series = j.flow.kernel().series.find("kernel_eigenvalues");
  const auto stated =
      series == j.flow.kernel().series.end() ? std::nullopt : StatedFlow::parts_of(j, why);
  if (!stated) return {};
  const auto drift = j.flow.kernel().series.find("kernel_drift");
  Worst worst;
  KnownKernel first, known;
  GrowthSeen growth(j, *stated);
  for (const auto& [row, state] : known_rows(j, *stated)) {
    if (known.theta.size() == 0 || !stated->has_frozen_kernel()) {
      known = known_kernel(j, *stated, state);
      if (known.spectrum.size() == 0) return {};
      growth.take(known);
    }
    if (first.theta.size() == 0) first = known;
    see_spectrum(series->second[row], known, worst);
    if (drift != j.flow.kernel().series.end())
      see_drift(drift->second[row][0], known.theta, first, worst);
    growth.see(row, state);
  }
  if (first.theta.size() == 0) return {};
  Check check = worst.check("kernel", "eigenvalues and drift of the kernel again, worst",
                            "1e-8 of the largest eigenvalue, residuals; rounding of |Theta|");
  check.detail = told_apart(first);
  std::vector<Check> checks{check};
  growth.add(checks);
  return checks;
}

Findings check_conserved(const Judged& j) {
  std::string why;
  if (!j.flow_config.has_frozen_kernel() || !space_of(j).free_lengths) return {};
  const auto stated = j.flow.pairs.size() < 2 ? std::nullopt : StatedFlow::of(j, why);
  if (!stated) return {};
  const Points theta = stated->kernel(j.flow.pairs.front());
  if (theta.rows() > largest_dense) return {};
  const auto factor = Cholesky::of(theta);
  const double least = symmetric_eigenvalues(theta)[0];
  if (!factor || !(least > 1e-13 * theta.trace())) return {};
  const auto form = [&](const State& x) {
    return conserved_form(*factor, stated->outputs(x), theta.rows());
  };
  const double start = form(j.flow.pairs.front());
  // Along the least eigenvector the form is y^2/least; solving for it rounds by the condition.
  const double n = static_cast<double>(theta.rows());
  const double of_entry =
      stated->kernel_rounding(j.flow.pairs.front()) + 1e-15 * theta.cwiseAbs().maxCoeff();
  const double rounding = 2 * n * of_entry / least * start;
  const Sizes sizes = sizes_of_states(j);
  Worst worst;
  for (std::size_t p = 0; p < j.flow.pairs.size(); ++p) {
    const State& x = j.flow.pairs[p];
    const double off =
        j.method.adaptive
            ? std::sqrt(n) * accumulated_error(j, j.flow.pairs_clock.step[p], sizes.largest[p])
            : j.flow_config.integrator.step * x.norm();
    const double allowed = 2 * std::sqrt(start / least) * off + off * off / least + rounding;
    if (allowed > start) continue;  // such errors hide all
    worst.see(0, (form(x) - start) / start, allowed / start);
  }
  if (worst.tolerance == 0) return {};
  Check check = worst.check("conserved", "change of sum y_i (Theta^-1)_ij y_j (share)",
                            "solver tolerances of all steps along the least eigenvector of Theta, "
                            "and rounding");
  check.status = "proven";
  check.source = "y_i is orthogonal to dE/dy_i, and y' = -Theta dE/dy with Theta frozen";
  if (const std::string long_steps = steps_too_long(j, *stated); !long_steps.empty())
    return without_theory(check, long_steps);
  return check;
}

}  // namespace simclr_flow
