// What is stored of a flow's tangent kernel: complete, and possible.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "plain_energy.hpp"
#include "planned_rows.hpp"
#include "simclr_flow/judge/kernel_scope.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "simclr_flow/theory/near_collapse.hpp"
#include "simclr_flow/theory/plain_kernel.hpp"

namespace simclr_flow {
namespace {

bool stores_growth(const Judged& j) {
  const auto& stored = j.flow.kernel().series;
  return stored.contains("growth_rates") || stored.contains("growth_alignment");
}

bool is_smooth_at_zero(const TermView& term) {
  const EnergyConfig& energy = term.energy;
  if (!theory::depends_on_kernel(energy.preset)) return true;
  const auto kernel = theory::plain_kernel(energy.kernel, energy.temperature, energy.parameters);
  return !kernel->has_kink() && !kernel->has_pole();
}

/// Whether growing modes are measured today; of a program's own energy or kernel only the file
/// tells.
bool has_growth(const Judged& j) {
  if (!lack_of_plain_sums(j).empty()) return stores_growth(j);
  const bool affordable = !j.positives || j.flow.particles <= most_growing_of_positives;
  return affordable && std::ranges::all_of(terms_of(j.config.energy), is_smooth_at_zero) &&
         theory::has_collapse_form(plain_terms_of(j));
}

std::vector<KernelSeries> series_of(const Judged& j, bool grows) {
  KernelScope scope =
      kernel_scope(j.config, j.flow_config, j.method.integrates, j.flow.particles, j.flow.species);
  scope.grows = grows;
  return kernel_series(scope);
}

/// Files of before growing modes were measured, or kernels of fresh views, have none.
std::vector<KernelSeries> planned_series(const Judged& j) {
  if (!may_lack_series(j.run)) return series_of(j, has_growth(j));
  const bool fresh = j.config.views.mode == ViewsConfig::Mode::fresh;
  if (fresh && j.flow.kernel().series.empty()) return {};
  return series_of(j, stores_growth(j) && has_growth(j));
}

bool falls(const State& row) {
  const double allowed = 1e-9 * row.cwiseAbs().maxCoeff();
  for (Index r = 1; r < row.size(); ++r)
    if (row[r] > row[r - 1] + allowed) return false;
  return true;
}

bool are_shares(const State& row) { return row.minCoeff() >= -1e-9 && row.maxCoeff() <= 1 + 1e-9; }

/// What such a row can be: eigenvalues and rates fall, shares lie in [0, 1], those of growing modes
/// rise, drift and persistence are not negative. How far an eigenvalue may be below 0 the kernel
/// itself says: see check_kernel.
bool is_possible(const std::string& series, const State& row) {
  if (series == "kernel_alignment") return are_shares(row);
  if (series == "growth_alignment") return are_shares(row) && falls(-row);
  if (series == "kernel_eigenvalues") return falls(row);
  if (series == "growth_rates") return falls(row) && row.minCoeff() >= 0;
  return row[0] >= 0;
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

std::vector<std::string> lacking_kernel_series(const Judged& j) {
  std::vector<std::string> names;
  for (const KernelSeries& series : series_of(j, has_growth(j)))
    if (!j.flow.kernel().series.contains(series.name)) names.push_back(series.name);
  return names;
}

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
