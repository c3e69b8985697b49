#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "points_output.hpp"
#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/build/points_source.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/minimum.hpp"

namespace simclr_flow {
namespace {

template <class Entry>
const Entry& known(const char* option, std::span<const Entry> table, const std::string& name) {
  std::vector<std::string> names;
  for (const Entry& item : table) names.emplace_back(item.name);
  if (std::ranges::count(names, name)) return entry(table, name);
  const std::string near = nearest(name, names);
  throw InputError(fmt::format("{} '{}' is not known{}; allowed: {}", option, name,
                               near.empty() ? "" : fmt::format(", did you mean '{}'?", near),
                               fmt::join(names, ", ")));
}

/// Losses that are used on normalised outputs.
bool normalises(const std::string& preset) {
  return preset == "nt-xent" || preset == "info-nce" || preset == "dcl" || preset == "dhel";
}

void check_shape(const EnergyOptions& options, const std::string& manifold, const Points& points) {
  const Index count = points.cols(), width = points.rows();
  const auto refuse = [&options](const std::string& why) {
    throw InputError(fmt::format("points '{}' {}", options.points, why));
  };
  if (count < 2) refuse("hold 1 point: an energy of pairs needs at least 2");
  if (options.views < 1 || count % options.views != 0)
    refuse(fmt::format("have {} rows, which {} views do not divide", count, options.views));
  if (count / options.views < 2) refuse("hold 1 sample: at least 2 are needed");
  if (manifold == "circle" && width != 1)
    refuse(fmt::format("have {} columns, the circle needs 1: angles", width));
  if (manifold == "sphere" && width < 2) refuse("have 1 column, a sphere needs at least 2");
  if (manifold == "sphere") require_directions(options.points, points);
}

}  // namespace

int energy_command(const EnergyOptions& options) {
  const std::string manifold_name = !options.manifold.empty()    ? options.manifold
                                    : normalises(options.preset) ? "sphere"
                                                                 : "euclidean";
  const auto& energy = known("--preset", energies(), options.preset);
  const auto& kernel = known("--kernel", kernels(), options.kernel);
  const auto& manifold_entry = known("--manifold", manifolds(), manifold_name);
  const Points points = read_points(options.points);
  check_shape(options, manifold_name, points);
  const std::shared_ptr<const Manifold> manifold = manifold_entry.make(points.rows());
  const LatentEnergy latent(manifold, energy.make({kernel.kind, options.temperature}),
                            options.views);
  Points gradient;
  const double value = latent.evaluate(points, &gradient), norm = latent.gradient_norm(points);
  if (!std::isfinite(value) || !std::isfinite(norm)) {
    fmt::print(stderr, "{}: the energy or its gradient overflows (E = {}, |grad E| = {})\n",
               options.points, value, norm);
    return exit_code::numerical;
  }
  if (!options.gradient.empty()) write_points(options.gradient, gradient, options.force);
  const auto minimum = theory::proven_minimum(options.preset, options.kernel, manifold_name,
                                              manifold->ambient_dim(), options.temperature);
  if (options.json) {
    nlohmann::ordered_json json{{"points", options.points},  {"particles", points.cols()},
                                {"views", options.views},    {"dim", manifold->ambient_dim()},
                                {"manifold", manifold_name}, {"preset", options.preset},
                                {"kernel", options.kernel},  {"temperature", options.temperature},
                                {"energy", value},           {"gradient_norm", norm}};
    if (minimum)
      json["minimum"] = {{"energy", minimum->value},
                         {"energy_gap", value - minimum->value},
                         {"statement", minimum->statement},
                         {"status", minimum->status}};
    fmt::print("{}\n", json.dump(2));
    return exit_code::done;
  }
  fmt::print("{}: {} latents, {} view{} each, {} in R^{}\n", options.points, points.cols(),
             options.views, options.views == 1 ? "" : "s", manifold_name, manifold->ambient_dim());
  fmt::print("E        {:.15g}   ({}, {} kernel, temperature {:g})\n", value, options.preset,
             options.kernel, options.temperature);
  fmt::print("|grad E| {:.6g}\n", norm);
  if (minimum)
    fmt::print("E - E_0  {:.6g}   (E_0 = {:.13g}, {}: {})\n", value - minimum->value,
               minimum->value, minimum->status, minimum->statement);
  return exit_code::done;
}

}  // namespace simclr_flow
