// spectral_alignment of stored latents by the graph of the stored samples, and that graph itself.
#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "effort.hpp"
#include "plain_graph.hpp"
#include "rows.hpp"
#include "spectral_modes.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

constexpr const char* series_name = "spectral_alignment";

/// Share of the variance of latents that functions in the span of the modes explain.
double explained(const Points& modes, const Points& z) {
  const Index views = z.cols() / modes.rows();
  const State mean = z.rowwise().mean();
  long double all = 0, inside = 0;
  for (Index i = 0; i < z.cols(); ++i) all += (z.col(i) - mean).squaredNorm();
  for (Index r = 0; r < modes.cols(); ++r)
    for (Index c = 0; c < z.rows(); ++c) {
      long double along = 0;
      for (Index i = 0; i < z.cols(); ++i) along += (z(c, i) - mean[c]) * modes(i / views, r);
      inside += along * along / static_cast<long double>(views);
    }
  return all > 0 ? static_cast<double>(inside / all) : 0;
}

/// How many views of each sample judge draws, n^2 (D + 4) operations each.
Index draws_of_judge(const Points& samples) {
  constexpr double most_operations = 3e7, most_draws = 5000, fewest_draws = 5;
  const double n = static_cast<double>(samples.cols()),
               each = n * n * static_cast<double>(samples.rows() + 4);
  return static_cast<Index>(std::clamp(most_operations / each, fewest_draws, most_draws));
}

}  // namespace

Findings check_graph(const JudgedFile& file) {
  const StoredRun& run = file.run;
  const auto stores = [](const StoredFlow& flow) { return flow.observables.contains(series_name); };
  if (!std::ranges::any_of(run.flows, stores) || !has_spectral_modes(run, file.config)) return {};
  constexpr Index most_functions = 8, share_of_modes = 4;
  const theory::ViewLaw law = stated_law(file.config.views).value();
  const Index draws = draws_of_judge(run.data);
  const Points modes =
      modes_of(plain_graph(run.data, law, 1 + draws / share_of_modes, run.seed)).vectors;
  const Points functions = modes.rightCols(std::min(most_functions, modes.cols()));
  const Connection stated = connection_of(measured_graph(run, file.config).weights, functions);
  const auto [own, allowed] = estimated_connection(
      run.data, law, functions, draws, theory::affordable_draws(run.data).value(), run.seed);
  Worst worst;
  worst.see(own.of_all, stated.of_all, allowed.of_all);
  for (Index r = 0; r < functions.cols(); ++r)
    worst.see(own.of_functions[r], stated.of_functions[r], allowed.of_functions[r]);
  Check check =
      worst.check("view-graph", "connection of the samples by the graph of the views, worst",
                  "both graphs are by draws: exceeded by chance in less than one of 1e6 files");
  check.source = "W_ij = E[q_j(x)], x a view of i; draws and densities of judge's own";
  return check;
}

Findings check_spectral(const Judged& j) {
  const auto stored = j.flow.observables.find(series_name);
  if (stored == j.flow.observables.end() || !has_spectral_modes(j.run, j.config)) return {};
  const std::string quantity = "share of the latents in the leading modes of the graph, worst";
  const SpectralModes modes = modes_of(measured_graph(j.run, j.config).weights);
  if (!modes.is_clear)
    return no_theory_check("spectral-alignment", quantity,
                           "an eigenvalue of the graph is so near to where its modes end, at "
                           "1/2 or at its largest, that rounding decides");
  const double of_modes = 1e-15 * static_cast<double>(modes.vectors.rows()) / modes.gap;
  Worst worst;
  for (const auto& [frame, row] : frames_to_check(j)) {
    const Points& z = j.flow.positions[frame];
    const double size = (z.colwise() - z.rowwise().mean()).norm();
    const double rounding = size > 0 ? 1e-13 * z.norm() / size : 1;
    worst.see(explained(modes.vectors, z), stored->second[row], 1e-9 + rounding + of_modes);
  }
  Check check = worst.check("spectral-alignment", quantity,
                            "1e-9, rounding of latents that are close together, and of modes whose "
                            "eigenvalues are");
  if (modes.vectors.cols() == 0)
    check.detail = "views do not tell samples apart: the graph has no mode, and the share is 0";
  return check;
}

}  // namespace simclr_flow
