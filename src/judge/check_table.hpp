#pragma once
// The one table of checks, and the checks that it runs: nothing else calls them. Private to judge.
#include "check_row.hpp"

namespace simclr_flow {

Findings check_configuration(const JudgedFile& file);
Findings check_minimum(const JudgedFile& file);
Findings check_stored_flows(const JudgedFile& file);
Findings check_graph(const JudgedFile& file);

Findings check_frames(const Judged& judged);
Findings check_clock(const Judged& judged);
Findings check_manifold(const Judged& judged);
Findings check_angles(const Judged& judged);
Findings check_plain_sums(const Judged& judged);
Findings check_state(const Judged& judged);
Findings check_velocity(const Judged& judged);
Findings check_dissipation(const Judged& judged);
Findings check_identity(const Judged& judged);
Findings check_gap(const Judged& judged);
Findings check_monotone(const Judged& judged);
Findings check_kernel(const Judged& judged);
Findings check_persistence(const Judged& judged);
Findings check_conserved(const Judged& judged);
Findings check_order(const Judged& judged);
Findings check_mean(const Judged& judged);
Findings check_measures(const Judged& judged);
Findings check_spectral(const Judged& judged);
Findings check_held_out(const Judged& judged);
Findings check_neurons(const Judged& judged);
Findings check_bounds(const Judged& judged);
Findings check_moments(const Judged& judged);
Findings check_rates(const Judged& judged);
Findings check_near_collapse(const Judged& judged);
Findings check_travel(const Judged& judged);
Findings check_distinct(const Judged& judged);
Findings check_mean_field(const Judged& judged);
Findings check_local_limit(const Judged& judged);
Findings check_times(const Judged& judged);
Findings check_expectations(const Judged& judged);

/// In the order of a judgement. Statement and scope are for people.
inline const std::vector<CheckRow>& check_table() {
  static const std::vector<CheckRow> rows{
      {{"configuration"},
       "the resolved configuration follows from the verbatim one",
       "files",
       check_configuration},
      {{"minimum"}, "the stored minimum of the energy is the proven one", "files", check_minimum},
      {{"flow-stored"}, "a flow of the configuration is in the file", "files", check_stored_flows},
      {{"view-graph"},
       "the graph of the views connects the samples as other draws of them do",
       "files with views that have a density",
       check_graph},
      {{"frames"}, "rows are complete, finite, and as planned", "all", check_frames, true},
      {{"clock"},
       "all series are of one clock, and the flow ended for a reason",
       "all",
       check_clock},
      {{"manifold"}, "latents are on their manifold", "all", check_manifold},
      {{"angle"}, "positions are those of the angles", "the circle", check_angles},
      {{"energy", "gradient", "dissipation"},
       "E, |grad E| and -dE/dt are those of the positions, by plain sums",
       "all",
       check_plain_sums},
      {{"state"},
       "frames are the latents of the states stored at probes",
       "flows with probes",
       check_state},
      {{"velocity"},
       "within a probe the state moves by the stated velocity",
       "methods that integrate",
       check_velocity},
      {{"dissipation.again"},
       "-dE/dt is that of the stated flow at probes",
       "kernels, networks",
       check_dissipation},
      {{"identity"},
       "E falls by the integral of the dissipation",
       "smooth flows, dense rows",
       check_identity},
      {{"gap", "bound"},
       "E - E_0 is stored as it is, and never below 0",
       "proven minimum",
       check_gap},
      {{"monotone"}, "E never rises", "methods that integrate", check_monotone},
      {{"kernel", "growth-rates", "growth-alignment"},
       "what is measured of the kernel, from data, weights and views",
       "kernels, networks",
       check_kernel},
      {{"persistence"},
       "pairs of latents move apart by no more than the kernel allows",
       "kernels, networks",
       check_persistence},
      {{"conserved"},
       "sum_ij y_i·(Theta^-1)_ij y_j stays",
       "frozen kernels, normalised",
       check_conserved},
      {{"order"}, "particles keep their order", "particles in one dimension", check_order},
      {{"mean"},
       "particles keep their mean coordinate",
       "particles on R^d and the circle",
       check_mean},
      {{"measures"},
       "alignment, uniformity and cluster measures, recomputed",
       "all",
       check_measures},
      {{"spectral-alignment"},
       "share of the latents in the leading modes of the views' graph, recomputed",
       "views with a density",
       check_spectral},
      {{"held-out"},
       "latents and measures of the test points, recomputed",
       "networks, test points",
       check_held_out},
      {{"neurons"},
       "neurons are the parameters that they are",
       "mean-field networks",
       check_neurons},
      {{"finite-bound", "reference", "theorem-b", "half-mmd"},
       "E against what N points and laws can reach",
       "the circle, spheres; spectral",
       check_bounds},
      {{"mmd", "moment.<l>"},
       "MMD to the uniform law and harmonic moments at the end: measured",
       "the circle, spheres",
       check_moments},
      {{"rate.<l>"},
       "harmonic moments decay at their rates",
       "particles near the uniform law",
       check_rates},
      {{"growth.<r>", "contraction.<r>"},
       "near collapse modes of Theta (gamma H - c W) grow and shrink at their rates",
       "flows with probes",
       check_near_collapse},
      {{"travel"},
       "particles travel no farther than the fall of E pays for",
       "particles",
       check_travel},
      {{"distinct"},
       "latents apart at the start do not meet",
       "particles, single views",
       check_distinct},
      {{"mean-field"},
       "MMD to the spectral solution of the continuum flow",
       "particles on the circle",
       check_mean_field},
      {{"local-limit"},
       "MMD to the diffusion that is the limit",
       "particles on R^1",
       check_local_limit},
      {{"end", "t_form", "t_break", "t_form.scaled", "t_break.scaled"},
       "the last E - E_0, and when clusters form and break up: measured",
       "all",
       check_times},
      {{"expect.<id>"}, "a statement of the experiment", "--expect", check_expectations},
      {{"start"}, "flows of one file start alike", "two flows", ElsewhereMade()},
      {{"mmd", "w2", "gram"},
       "the largest distance between two flows: measured",
       "two flows",
       ElsewhereMade()},
      {{"member"},
       "a file has its seed by its name, and the configuration of most",
       "ensembles",
       ElsewhereMade()},
  };
  return rows;
}

}  // namespace simclr_flow
