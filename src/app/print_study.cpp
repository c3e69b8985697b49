// The table of a study for people.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "study_table.hpp"

namespace simclr_flow {
namespace {

std::string summary_of(const Study& study) {
  const StudySetting& s = study.setting;
  const auto& ends = study.stored.ends;
  const auto stationary =
      std::ranges::count_if(ends, [](const auto& e) { return e && e->stationary; });
  const auto ended = std::ranges::count_if(ends, [](const auto& e) { return e.has_value(); });
  const std::string open =
      ended == std::ssize(ends) ? "" : fmt::format(", {} still open", std::ssize(ends) - ended);
  const EnergyConfig& e = s.config.energy;
  const std::string energy = e.terms.empty()
                                 ? fmt::format("{}, tau = {:g}", e.preset, e.temperature)
                                 : fmt::format("{} of {} term{}", e.preset, e.terms.size(),
                                               e.terms.size() == 1 ? "" : "s");
  return fmt::format("{}{} latents on {} in R^{}, {}: {} starts, {} stationary{}, {} distinct",
                     s.particles(), s.study.masses ? " weighted" : "",
                     s.experiment.manifold->name(), s.config.latent.dim, energy, std::ssize(ends),
                     stationary, open, study.configurations.size());
}

std::string shown_gap(double energy, const std::optional<double>& known) {
  return known ? fmt::format("{:.3g}", energy - *known) : "-";
}

/// "1×8" for one point with all of eight latents, "2×3 1×2".
std::string multiplicities(const Configuration& c) {
  std::map<long, Index, std::greater<>> counts;
  for (const double w : c.atoms.weight) ++counts[std::lround(w)];
  std::string all;
  for (const auto& [weight, count] : counts)
    all += fmt::format("{}{}×{}", all.empty() ? "" : " ", count, weight);
  return all;
}

constexpr const char* configuration_row =
    "  {:>3}  {:>21}  {:<10}  {:>5}  {:>6}  {:>7}  {:>12}  {:>9}  {:>9}  {:<10}  {}\n";

void print_configuration(const Study& study, std::size_t k) {
  const Configuration& c = study.configurations[k];
  const StudyEnd& end = *study.stored.ends[static_cast<std::size_t>(c.start)];
  const double share = 100 * share_of(study.stored, c);
  fmt::print(
      configuration_row, k, fmt::format("{:.13g}", end.energy), stationarity_name(c.kind),
      end.negative > 0 ? fmt::format("{}", end.negative) : "-", c.starts.size(),
      fmt::format("{:.1f} %", share),
      end.eigenvalues.size() > 0 ? fmt::format("{:.6g}", end.eigenvalues[0]) : "-",
      shown_gap(end.energy, study.reference.bound), shown_gap(end.energy, study.reference.best),
      study.setting.study.masses ? fmt::format("{} atoms", c.atoms.z.cols()) : multiplicities(c),
      c.name.empty() ? "-" : c.name);
}

void print_failures(const Study& study) {
  constexpr Index most = 10;
  Index failed = 0;
  for (std::size_t k = 0; k < study.stored.ends.size(); ++k) {
    const auto& end = study.stored.ends[k];
    if (!end || end->stationary || ++failed > most) continue;
    fmt::print("  start {} ({}) is not stationary: {}\n", k, end->kind, end->reason);
  }
  if (failed > most)
    fmt::print("  ... and {} more starts that are not stationary\n", failed - most);
}

}  // namespace

void print_study(const Study& study) {
  fmt::print("{}\n\n", summary_of(study));
  fmt::print(configuration_row, "#", "E", "kind", "index", "starts", "share", "lowest", "E-bound",
             "E-best", study.setting.study.masses ? "atoms" : "clusters", "name");
  constexpr std::size_t most = 40;
  for (std::size_t k = 0; k < std::min(most, study.configurations.size()); ++k)
    print_configuration(study, k);
  if (study.configurations.size() > most)
    fmt::print("  ... and {} more; all are in {}\n", study.configurations.size() - most,
               study.stored.path);
  fmt::print(
      "\nlowest: eigenvalue of N Hess E modulo symmetries, minus the rate of the flow's mode\n");
  if (study.reference.bound)
    fmt::print("bound   {:.13g} ({}): {}\n", *study.reference.bound, study.reference.bound_status,
               study.reference.bound_statement);
  if (study.reference.best)
    fmt::print("best    {:.13g}, the {} ({})\n", *study.reference.best, study.reference.best_name,
               study.reference.best_status);
  print_failures(study);
}

}  // namespace simclr_flow
