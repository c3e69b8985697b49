// When clusters form and break up, in units of what the kernel says.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "law_scope.hpp"
#include "make_check.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"
#include "simclr_flow/judge/cluster_times.hpp"
#include "simclr_flow/theory/stability.hpp"
#include "stated_flow.hpp"

namespace simclr_flow {
namespace {

/// Each column's means over the latents of a class, at these latents.
Points averaged(const Points& theta, const std::vector<int>& labels) {
  const Index n = theta.rows();
  const int classes = 1 + *std::ranges::max_element(labels);
  Points indicators = Points::Zero(n, classes);
  for (Index i = 0; i < n; ++i) indicators(i, labels[static_cast<std::size_t>(i)]) = 1;
  const State counts = indicators.colwise().sum().cwiseMax(1);
  return indicators * counts.cwiseInverse().asDiagonal() * (indicators.transpose() * theta);
}

double top_eigenvalue(const Points& matrix) { return symmetric_eigenvalues(matrix).tail(1)[0]; }

/// Leading eigenvalues of P_b Theta P_b/N, P_b the means of classes less the mean of all, and of
/// (I - P) Theta (I - P)/N, P the means of classes.
struct ClusterRates {
  double between, within;
};

ClusterRates cluster_rates(const Points& theta, const std::vector<int>& labels) {
  const double n = static_cast<double>(theta.rows());
  const Points mean = Points::Ones(theta.rows(), theta.rows()) / n;
  const Points left = averaged(theta, labels) - mean * theta,
               rest = theta - averaged(theta, labels);
  const Points both = averaged(left.transpose(), labels) - mean * left.transpose();
  const Points apart = rest.transpose() - averaged(rest.transpose(), labels);
  return {top_eigenvalue(both) / n, top_eigenvalue(apart) / n};
}

/// The kernel at the start, N×N, where one number per pair of latents says all.
std::optional<Points> start_kernel(const Judged& j) {
  std::string why;
  if (j.flow.kind == "particle" || j.flow.pairs.empty() || j.flow.particles > largest_dense)
    return std::nullopt;
  const auto stated = StatedFlow::of(j, why);
  if (!stated) return std::nullopt;
  Points theta = stated->kernel(j.flow.pairs.front());
  if (theta.rows() != j.flow.particles) return std::nullopt;
  return theta;
}

/// t_form in growth times of the mode of the clusters, t_break in those of the splitting of c equal
/// atoms: of the energies that are E_alpha of a law, with single views.
std::vector<Check> scaled_times(const Judged& j, const ClusterTimes& times) {
  const auto theta = start_kernel(j);
  const theory::EnergyFacts* facts = facts_of(j);
  if (!theta || !facts || !facts->law_offset || !is_of_single_views(j)) return {};
  const double alpha = *facts->law_offset;
  const double tau = j.config.energy.temperature;
  const auto [between, within] = cluster_rates(*theta, j.flow.species);
  std::vector<Check> checks;
  const double growth = 2 * between / ((1 + alpha) * tau);
  checks.push_back(measured_check("t_form.scaled",
                                  "t_form in growth times (1 + alpha) tau/(2 mu_b)",
                                  times.form ? std::optional(*times.form * growth) : std::nullopt));
  if (const InitialConfig& initial = j.config.initial; initial.kind == "gaussian")
    checks.back().theory_text = fmt::format(
        "some; latents leave the start at about ln(1/spread) = {:.3g}", -std::log(initial.spread));
  checks.back().status = "conjecture";
  checks.back().source =
      fmt::format("stage 1: modes grow at 2 mu_b/((1+alpha) tau), mu_b = {:.4g}", between);
  if (!is_circle_by_angle(space_of(j))) return checks;
  const Index classes = 1 + *std::ranges::max_element(j.flow.species);
  const double splitting = within * theory::splitting_rate(classes, tau, alpha);
  checks.push_back(
      measured_check("t_break.scaled", "t_break in splitting times 1/(mu_w Lambda)",
                     times.break_up ? std::optional(*times.break_up * splitting) : std::nullopt));
  checks.back().theory_text = "some; it grows as ln(1/radius): experiments/lifetimes";
  checks.back().status = "conjecture";
  checks.back().source = fmt::format("stage 3: mu_w = {:.4g}, Lambda_{} = {:.4g}", within, classes,
                                     splitting / within);
  return checks;
}

}  // namespace

ClusterTimes cluster_times(const StoredFlow& flow) {
  if (!flow.observables.contains("ari")) return {};
  const auto& time = flow.observables_clock.time;
  const auto& ari = flow.observable("ari");
  const auto formed = std::ranges::find_if(ari, [](double a) { return a > 1 - 1e-12; });
  if (formed == ari.end()) return {};
  const auto row_before = [&time](std::size_t row) { return time[row > 0 ? row - 1 : 0]; };
  const auto row = static_cast<std::size_t>(formed - ari.begin());
  ClusterTimes times{time[row], {}, row_before(row), {}};
  if (!flow.observables.contains("energy_gap")) return times;
  const auto& gap = flow.observable("energy_gap");
  const auto plateau = static_cast<std::size_t>(
      std::ranges::lower_bound(time, 10 * *times.form * (1 - 1e-9)) - time.begin());
  for (std::size_t t = plateau; t < gap.size() && !times.break_up; ++t)
    if (gap[t] < gap[plateau] / 2) times.break_up = time[t], times.break_after = row_before(t);
  return times;
}

Findings check_times(const Judged& j) {
  std::vector<Check> checks;
  if (j.minimum)
    checks.push_back(measured_check("end", "E - E_0 at the end",
                                    j.flow.observable("energy").back() - j.minimum->value));
  if (j.flow.species.empty()) return checks;
  const ClusterTimes times = cluster_times(j.flow);
  checks.push_back(measured_check("t_form", "first time with ARI = 1", times.form));
  checks.push_back(
      measured_check("t_break", "time when the plateau E - E_0 has halved", times.break_up));
  std::ranges::move(scaled_times(j, times), std::back_inserter(checks));
  return checks;
}

}  // namespace simclr_flow
