// Pairs of outputs move apart by no more than their kernel, the fall of E and the solver allow.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "plain_energy.hpp"
#include "rows.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"
#include "solver_error.hpp"
#include "stated_flow.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

constexpr double hidden_above = 0.1;    // a kernel that moves more between rows hides its sup
constexpr double resolved_below = 1.0;  // of what the kernel allows: larger errors tell nothing

double overshoot(const Judged& j, const StatedFlow& stated) {
  return j.method.adaptive ? 1e-6 : std::max(0.05, share_of_fixed_step(j, stated));
}

/// The most that the kernel moved between two rows, in units of its start; 0 if it is frozen.
double largest_jump(const StoredFlow& flow) {
  if (!flow.kernel().series.contains("kernel_drift")) return 0;
  const auto drift = flow.scalar_series("kernel_drift").values;
  double largest = 0;
  for (std::size_t t = 1; t < drift.size(); ++t)
    largest = larger(largest, std::abs(drift[t] - drift[t - 1]));
  return largest;
}

/// How far a computed way of the flow is from one that the bound is about, at some time.
///
/// The bound |y_ij(t) - y_ij(0)| <= d_ij sqrt(t D), D = E(0) - E(t), holds of the exact flow from
/// the beginning of each step to its end, y_ij = y_i - y_j; over all of them, by Cauchy and
/// Schwarz,
///     |y_ij(t) - y_ij(0)| <= d_ij sqrt(t (D + e_E)) + e_ij,
/// where e_ij adds up the steps' own errors l_k (solver_error.hpp) in y_ij, and e_E those in E:
///   kernels   e_ij = 2 sum |l_k| of one latent (sqrt(2 N) sum |l_k| of CVODE's norm, which may put
///             all into one pair), e_E = sum |grad E| |l_k| + (2/tau) |l_k|^2;
///   networks  e_ij = d_ij sum |l_k|/mobility^{1/2}, since Theta = mobility J J^T and l_k is one of
///             w; e_E = sum (dissipation/mobility)^{1/2} |l_k|,
///   intrinsic networks  both e_ij, as l_k is one of w and of latents, e_E as of kernels,
/// with |grad E| and the dissipation at their largest in the rows so far, and rounding.
struct Errors {
  double apart = 0;   ///< e_ij of states, for kernels
  double share = 0;   ///< e_ij/d_ij of networks
  double energy = 0;  ///< e_E
};

struct SizesOfFlow {
  Sizes latents, states;
};

double largest_until(const std::vector<double>& values, std::size_t row) {
  return *std::ranges::max_element(values.begin(), values.begin() + static_cast<long>(row) + 1);
}

Errors errors_at(const Judged& j, const StatedFlow& stated, const SizesOfFlow& sizes, Index steps,
                 double time, std::size_t row) {
  const double n = static_cast<double>(j.flow.particles),
               q = static_cast<double>(coordinate_count(j));
  const bool network = j.flow.kind == "network";
  const double largest = network ? sizes.states.until(time)
                                 : std::max(sizes.states.until(time), sizes.latents.until(time));
  const double error = accumulated_error(j, steps, largest);
  const auto& energy = j.flow.observable("energy");
  Errors found;
  found.energy = 2e-14 * std::max(size_of_terms(j), std::abs(energy.front()));
  if (network) {
    const double numbers = std::sqrt(static_cast<double>(j.flow.weights)), m = stated.mobility();
    found.share = numbers * error / std::sqrt(m);
    if (!j.flow_config.has_latents_in_state()) {
      found.energy +=
          numbers * error * std::sqrt(largest_until(j.flow.observable("dissipation"), row) / m);
      return found;
    }
  }
  const double beside = network ? static_cast<double>(j.flow.weights) / n : 0;  // of the state
  const double share = std::sqrt(q + beside);
  found.apart = share * error * (j.method.one_step && !network ? 2 : std::sqrt(2 * n));
  const double mean = share * error * std::sqrt(n * masses(j).maxCoeff());
  found.energy +=
      mean * largest_until(j.flow.observable("gradient_norm"), row) + 2 * mean * mean * bending(j);
  return found;
}

/// d_ij^2 = |Theta_ii + Theta_jj - Theta_ij - Theta_ji|_op of all pairs i < j of latents, as
/// rounding of Theta leaves them; Theta has a row for each latent, or q.
State squares_by_kernel(const Points& theta, Index latents) {
  const Index q = theta.rows() / latents;
  const auto block = [&](Index i, Index j) { return theta.block(i * q, j * q, q, q); };
  const double rounding = 1e-14 * theta.cwiseAbs().maxCoeff();
  State squares(latents * (latents - 1) / 2);
  Index pair = 0;
  for (Index i = 0; i < latents; ++i)
    for (Index j = i + 1; j < latents; ++j) {
      const double square =
          q == 1 ? theta(i, i) + theta(j, j) - theta(i, j) - theta(j, i)
                 : symmetric_eigenvalues(block(i, i) + block(j, j) - block(i, j) - block(j, i))
                       .maxCoeff();
      squares[pair++] = std::max(square, rounding);
    }
  return squares;
}

/// The start of the flow: its kernel's smallest d_ij^2, and what rounding does to it and to
/// outputs.
struct Start {
  double closest = 0, of_square = 0, of_outputs = 0;
};

Start start_of_bound(const Judged& j, const StatedFlow& stated) {
  const State x = stated.start();
  const Points theta = stated.kernel(x);
  const double size = theta.cwiseAbs().maxCoeff();
  return {squares_by_kernel(theta, j.flow.particles).minCoeff(),
          4 * (stated.kernel_rounding(x) + 1e-14 * size), 2 * stated.output_rounding(x)};
}

/// What the stored ratio of a row may be, of the pair of inputs that the kernel tells apart least.
double largest_allowed(const Start& start, const Errors& errors, double time, double drop) {
  const double way = std::sqrt(time * drop), distance = std::sqrt(start.closest);
  return std::sqrt((1 + errors.energy / drop) * (1 + start.of_square / start.closest)) +
         (errors.share + (errors.apart + start.of_outputs) / distance) / way;
}

/// A row of the ratio and what it may be.
struct RatioRow {
  double ratio = 0, allowed = 1;
  double excess() const { return ratio / allowed; }
};

/// Rows at which E has fallen; all that the file tells of them.
std::vector<RatioRow> rows_of_ratio(const Judged& j, const StatedFlow& stated) {
  const Start start = start_of_bound(j, stated);
  const SizesOfFlow sizes{sizes_of_latents(j), sizes_of_states(j)};
  const auto [ratio, clock] = j.flow.scalar_series("persistence");
  const auto &times = j.flow.observables_clock.time, &energy = j.flow.observable("energy");
  std::vector<RatioRow> rows;
  for (std::size_t k = 0; k < ratio.size(); ++k) {
    if (ratio[k] == 0) continue;
    // E of the last row before, which has not fallen as far.
    const auto after = std::ranges::upper_bound(times, clock.time[k] * (1 + 1e-12));
    const auto row = static_cast<std::size_t>(after - times.begin()) - 1;
    const double drop = energy.front() - energy[row];
    if (!(drop > 0)) continue;
    rows.push_back(
        {ratio[k],
         largest_allowed(start, errors_at(j, stated, sizes, clock.step[k], clock.time[k], row),
                         clock.time[k], drop)});
  }
  return rows;
}

/// The largest motion of a pair over what it may be, of a frozen kernel's states: pair by pair, so
/// that inputs which the kernel hardly tells apart hide no others.
double worst_pair_of_states(const Judged& j, const StatedFlow& stated) {
  const std::vector<State>& states = j.flow.pairs;
  const std::vector<double>& times = j.flow.pairs_clock.time;
  const Points theta = stated.kernel(states.front()),
               start_outputs = stated.outputs(states.front());
  const State squares = squares_by_kernel(theta, j.flow.particles);
  const Start start = start_of_bound(j, stated);
  const SizesOfFlow sizes{sizes_of_latents(j), sizes_of_states(j)};
  const auto energy_of = [&](const Points& y) { return plain_sum_of(j, stated.latents(y)).value; };
  const double start_energy = energy_of(start_outputs);
  double worst = 0;
  for (const std::size_t p : evenly_spaced(states.size(), fewest_frames)) {
    if (p == 0) continue;
    const Points y = stated.outputs(states[p]), moved = y - start_outputs;
    const auto row = j.flow.observables_clock.time.size() - 1;
    const Errors errors = errors_at(j, stated, sizes, j.flow.pairs_clock.step[p], times[p], row);
    const double way =
        std::sqrt(times[p] * std::max(start_energy - energy_of(y) + errors.energy, 0.0));
    const double apart = errors.apart + start.of_outputs;
    Index pair = 0;
    for (Index a = 0; a < y.cols(); ++a)
      for (Index b = a + 1; b < y.cols(); ++b) {
        const double distance = std::sqrt(squares[pair++] + start.of_square);
        worst = larger(worst, (moved.col(a) - moved.col(b)).norm() / (distance * way + apart));
      }
  }
  return worst;
}

Check check_of_ratio(const RatioRow& row, double jump) {
  Check check = upper_bound_check(
      "persistence", "how far pairs moved apart over what the kernel allows", 1, row.ratio,
      row.allowed - 1 + jump,
      "solver tolerances and rounding over the closest d_ij, and what the kernel moved between "
      "rows");
  check.status = "proven";
  check.source = "|(y_i-y_j)(t)-(y_i-y_j)(0)| <= sup d_ij sqrt(t (E(0)-E(t)))";
  return check;
}

double largest_ratio(const Judged& j) {
  const auto ratio = j.flow.scalar_series("persistence").values;
  return ratio.empty() ? 0 : *std::ranges::max_element(ratio);
}

/// By the rows that errors leave something to say of.
Check judge_ratio(const Judged& j, const StatedFlow& stated) {
  const double jump = largest_jump(j.flow) + overshoot(j, stated);
  RatioRow worst;
  bool resolved = false;
  for (const RatioRow& row : rows_of_ratio(j, stated)) {
    if (row.allowed > 1 + resolved_below && row.excess() <= 1) continue;
    resolved = true;
    if (row.excess() >= worst.excess()) worst = row;
  }
  if (resolved) return check_of_ratio(worst, jump);
  const Check check = check_of_ratio({largest_ratio(j), 1}, jump);
  if (largest_ratio(j) <= 1) return check;
  return without_theory(check, "the solver's errors exceed what the kernel allows");
}

}  // namespace

Findings check_persistence(const Judged& j) {
  if (!j.flow.kernel().series.contains("persistence")) return {};
  std::string why;
  const auto stated = StatedFlow::of(j, why);
  if (!stated || j.flow.particles * coordinate_count(j) > largest_dense) {
    const Check check = check_of_ratio({largest_ratio(j), 1}, 1e-3);
    return check.verdict == Verdict::agrees
               ? check
               : without_theory(check, "the closest d_ij is not known: " + why);
  }
  Check check = judge_ratio(j, *stated);
  if (stated->has_frozen_kernel() && j.flow.pairs.size() > 1)
    if (const double worst = worst_pair_of_states(j, *stated);
        !(worst <= 1 + overshoot(j, *stated))) {
      check.theory_text = "at most 1";
      check.measured = worst;
      check.difference = worst - 1;
      check.tolerance = overshoot(j, *stated);
      check.verdict = Verdict::differs;
      check.detail = "pair by pair at the states of probes, errors of the solver allowed for";
    }
  std::string warned;
  if (!j.method.adaptive)
    for (const char* kind : {"energy_rise", "dissipation"})
      if (warned.empty()) warned = warning_of(j, kind);
  if (check.verdict == Verdict::differs && !warned.empty())
    return without_theory(check, "the run follows no flow: " + warned);
  if (const std::string long_steps = steps_too_long(j, *stated); !long_steps.empty())
    return without_theory(check, long_steps);
  const double jump = largest_jump(j.flow);
  if (!is_smooth(j) && check.verdict == Verdict::differs)
    return without_theory(check, "kinks: d_ij may jump between rows");
  if (jump > hidden_above)
    return without_theory(
        check, fmt::format("rows too sparse: the kernel moved by {:.2g} between two", jump));
  return check;
}

}  // namespace simclr_flow
