// What is stored of a flow's tangent kernel: complete, and possible.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "planned_rows.hpp"
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
  const auto found = flow.kernel().series.find(series.name);
  if (found == flow.kernel().series.end())
    return fmt::format("observable '{}' is missing", series.name);
  const std::vector<State>& rows = found->second;
  const Index width = std::max<Index>(series.width, 1);
  for (std::size_t t = 0; t < rows.size(); ++t) {
    if (rows[t].size() != width)
      return fmt::format("observable '{}' has {} numbers per row, not {}", series.name,
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
  return (stopped && j.flow.kernel().clock.time.empty()) ||
         are_planned_rows(j, j.config.output.kernel, j.flow.kernel().clock);
}

}  // namespace

std::string complaint_of_kernel(const Judged& j) {
  const auto planned = planned_series(j);
  for (const KernelSeries& series : planned)
    if (std::string what = complaint_of(series, j.flow); !what.empty()) return what;
  if (planned.size() != j.flow.kernel().series.size())
    return "series of a kernel are stored, and not planned";
  if (!planned.empty() && !has_planned_rows(j))
    return "kernel series are not at their planned times";
  return "";
}

}  // namespace simclr_flow
