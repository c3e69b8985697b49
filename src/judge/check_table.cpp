#include "check_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "simclr_flow/judge/check_list.hpp"

namespace simclr_flow {
namespace {

constexpr std::string_view any_file = "files", any_flow = "all",
                           integrating = "methods that integrate", of_particles = "particles",
                           by_kernels = "kernels, networks", of_flows = "two flows",
                           on_spheres = "the circle, spheres";

}  // namespace

bool CheckRow::lists(std::string_view id) const {
  return std::ranges::any_of(ids, [id](std::string_view listed) {
    const auto stem = listed.substr(0, listed.find('<'));
    return stem.size() == listed.size() ? id == listed : id.starts_with(stem);
  });
}

const std::vector<CheckRow>& check_table() {
  static const std::vector<CheckRow> rows{
      {{"configuration"},
       "the resolved configuration follows from the verbatim one",
       any_file,
       check_configuration},
      {{"minimum"}, "the stored minimum of the energy is the proven one", any_file, check_minimum},
      {{"flow-stored"}, "a flow of the configuration is in the file", any_file, check_stored_flows},
      {{"frames"}, "rows are complete, finite, and as planned", any_flow, check_frames, true},
      {{"clock"},
       "all series are of one clock, and the flow ended for a reason",
       any_flow,
       check_clock},
      {{"manifold"}, "latents are on their manifold", any_flow, check_manifold},
      {{"angle"}, "positions are those of the angles", "the circle", check_angles},
      {{"energy", "gradient", "dissipation"},
       "E, |grad E| and -dE/dt are those of the positions, by plain sums",
       any_flow,
       check_plain_sums},
      {{"state"},
       "frames are the latents of the states stored at probes",
       "flows with probes",
       check_state},
      {{"velocity"},
       "within a probe the state moves by the stated velocity",
       integrating,
       check_velocity},
      {{"dissipation.again"},
       "-dE/dt is that of the stated flow at probes",
       by_kernels,
       check_dissipation},
      {{"identity"},
       "E falls by the integral of the dissipation",
       "smooth flows, dense rows",
       check_identity},
      {{"gap", "bound"},
       "E - E_0 is stored as it is, and never below 0",
       "proven minimum",
       check_gap},
      {{"monotone"}, "E never rises", integrating, check_monotone},
      {{"kernel"},
       "the kernel's eigenvalues and drift, from data and weights",
       by_kernels,
       check_kernel},
      {{"persistence"},
       "pairs of latents move apart by no more than the kernel allows",
       by_kernels,
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
       any_flow,
       check_measures},
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
       on_spheres,
       check_bounds},
      {{"mmd", "moment.<l>"},
       "MMD to the uniform law and harmonic moments at the end: measured",
       on_spheres,
       check_moments},
      {{"rate.<l>"},
       "harmonic moments decay at their rates",
       "particles near the uniform law",
       check_rates},
      {{"travel"},
       "particles travel no farther than the fall of E pays for",
       of_particles,
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
       any_flow,
       check_times},
      {{"expect.<id>"}, "a statement of the experiment", "--expect", check_expectations},
      {{"start"}, "flows of one file start alike", of_flows, ElsewhereMade()},
      {{"mmd", "w2", "gram"},
       "the largest distance between two flows: measured",
       of_flows,
       ElsewhereMade()},
      {{"member"},
       "a file has its seed by its name, and the configuration of most",
       "ensembles",
       ElsewhereMade()},
  };
  return rows;
}

std::vector<ListedCheck> listed_checks() {
  std::vector<ListedCheck> list;
  for (const CheckRow& row : check_table())
    list.push_back({fmt::format("{}", fmt::join(row.ids, ", ")),
                    fmt::format("{} ({})", row.statement, row.applies_to)});
  return list;
}

}  // namespace simclr_flow
