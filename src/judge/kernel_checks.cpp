// What is stored of a flow's tangent kernel: complete, and within the bound that holds for all.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "flow_checks.hpp"
#include "simclr_flow/judge/kernel_scope.hpp"

namespace simclr_flow {
namespace {

std::vector<KernelSeries> planned_series(const Judged& j) {
  return kernel_series(
      kernel_scope(j.config, j.flow_config, j.method.integrates, j.flow.particles, j.flow.species));
}

/// What such a row can be: eigenvalues fall, shares lie in [0, 1], drift and persistence are not
/// negative. How far an eigenvalue may be below 0 the kernel itself says: see check_kernel.
bool is_possible(const std::string& series, const State& row) {
  constexpr double rounding = 1e-9;
  if (series == "kernel_alignment")
    return row.minCoeff() >= -rounding && row.maxCoeff() <= 1 + rounding;
  if (series != "kernel_eigenvalues") return row[0] >= 0;
  const double allowed = rounding * row.cwiseAbs().maxCoeff();
  for (Index r = 1; r < row.size(); ++r)
    if (row[r] > row[r - 1] + allowed) return false;
  return true;
}

/// What is wrong with a series; empty if nothing is.
std::string complaint_of(const KernelSeries& series, const StoredFlow& flow) {
  const auto found = flow.kernel.find(series.name);
  if (found == flow.kernel.end()) return fmt::format("observable '{}' is missing", series.name);
  const std::vector<State>& rows = found->second;
  const Index width = std::max<Index>(series.width, 1);
  for (std::size_t t = 0; t < rows.size(); ++t) {
    if (rows[t].size() != width)
      return fmt::format("observable '{}' has {} numbers a row, not {}", series.name,
                         rows[t].size(), width);
    if (!rows[t].allFinite())
      return fmt::format("row {} of observable '{}' is not finite", t, series.name);
    if (!is_possible(series.name, rows[t]))
      return fmt::format("row {} of observable '{}' cannot be", t, series.name);
  }
  const bool starts_at_0 = series.name == "kernel_drift" || series.name == "persistence";
  constexpr double rounding = 1e-12;  // intrinsic kernels see latents that were brought back
  if (starts_at_0 && !rows.empty() && std::abs(rows.front()[0]) > rounding)
    return fmt::format("observable '{}' is not 0 at the start", series.name);
  return "";
}

/// Whether the rows are those planned, or the run was stopped while it made the first.
bool has_planned_rows(const Judged& j) {
  const bool stopped = j.flow.status == "running" || j.flow.status == "interrupted";
  return (stopped && j.flow.kernel_clock.time.empty()) ||
         are_planned_rows(j, j.config.output.kernel, j.flow.kernel_clock);
}

/// The most that the kernel moved between two rows, in units of its start; 0 if it is frozen.
double largest_jump(const StoredFlow& flow) {
  if (!flow.kernel.contains("kernel_drift")) return 0;
  const auto drift = flow.scalar_series("kernel_drift").values;
  double largest = 0;
  for (std::size_t t = 1; t < drift.size(); ++t)
    largest = larger(largest, std::abs(drift[t] - drift[t - 1]));
  return largest;
}

}  // namespace

std::string complaint_of_kernel(const Judged& j) {
  const auto planned = planned_series(j);
  for (const KernelSeries& series : planned)
    if (std::string what = complaint_of(series, j.flow); !what.empty()) return what;
  if (planned.size() != j.flow.kernel.size())
    return "series of a kernel are stored, and not planned";
  if (!planned.empty() && !has_planned_rows(j))
    return "kernel series are not at their planned times";
  return "";
}

std::optional<Check> check_persistence(const Judged& j) {
  if (!j.flow.kernel.contains("persistence")) return std::nullopt;
  const auto ratio = j.flow.scalar_series("persistence").values;
  double largest = 0;
  for (const double value : ratio) largest = larger(largest, value);
  const double solver = j.method.adaptive ? 1e-3 + 10 * j.flow_config.integrator.rtol : 0.05;
  const double jump = largest_jump(j.flow), tolerance = solver + jump;
  constexpr double blind = 0.1;  // a kernel that moves more between rows hides its sup from them
  Check check{"persistence",
              "how far pairs moved apart over what the kernel allows",
              std::nullopt,
              "at most 1",
              largest,
              std::max(largest - 1, 0.0),
              tolerance,
              "integrator errors, and what the kernel moved between rows",
              largest <= 1 + tolerance ? Verdict::agrees : Verdict::differs,
              "proven",
              "|(y_i-y_j)(t)-(y_i-y_j)(0)| <= sup d_ij sqrt(t (E(0)-E(t)))"};
  const bool hidden = !is_smooth(j.flow_config) && check.verdict == Verdict::differs;
  if (jump <= blind && !hidden) return check;
  check.theory_text =
      hidden ? "kinks: d_ij may jump between rows"
             : fmt::format("rows too sparse: the kernel moved by {:.2g} between two", jump);
  check.verdict = Verdict::no_theory;
  check.status.clear();
  return check;
}

}  // namespace simclr_flow
