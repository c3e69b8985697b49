#include "solver_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "plain_energy.hpp"
#include "rows.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

/// How many tolerances a step may be off by: estimates at varying order are rough.
double roughness(const Judged& j) {
  return j.flow_config.integrator.method == "bulirsch_stoer" ? 25 : 1;
}

/// Steps that a row inside one counts as.
double of_a_row(const Judged& j) { return j.method.one_step ? 4 * roughness(j) : 10; }

void add_size(double time, double size, Sizes& sizes) {
  sizes.time.push_back(time);
  sizes.largest.push_back(std::max(size, sizes.all()));
}

}  // namespace

double local_error(const Judged& j, double largest) {
  if (!j.method.adaptive) return 0;
  return j.flow_config.integrator.atol + j.flow_config.integrator.rtol * largest;
}

double accumulated_error(const Judged& j, Index steps, double largest) {
  return (static_cast<double>(steps) + of_a_row(j)) * local_error(j, largest);
}

double energy_error(const Judged& j, const Sizes& latents, std::size_t from, std::size_t to) {
  const auto& energy = j.flow.observable("energy");
  const double scale = std::max({size_of_terms(j), std::abs(energy[from]), std::abs(energy[to])});
  const double rounding = 1e-12 + 2 * accuracy_of_sums(j);
  if (!j.method.adaptive) return rounding * scale;
  const IntegratorConfig& integrator = j.flow_config.integrator;
  const auto& step = j.flow.observables_clock.step;
  const auto largest = [&](const char* series) {
    const auto& values = j.flow.observable(series);
    return std::max(values[from], values[to]);
  };
  const bool latents_move = j.flow_config.has_latents_in_state();
  const bool network = j.flow_config.kind == "network" && !latents_move;
  const double q = static_cast<double>(coordinate_count(j)),
               parameters = static_cast<double>(j.flow.weights);
  // All of a step's error may be in latents, of which each has its share.
  const double beside = latents_move ? parameters / static_cast<double>(j.flow.particles) : 0;
  const double numbers = network ? parameters : q + beside;
  const double mobility = network ? stated_network(j, j.run.data.rows()).mobility() : 1;
  const double rate = network ? std::sqrt(std::max(largest("dissipation"), 0.0) / mobility)
                              : largest("gradient_norm");
  const double root = std::sqrt(numbers);
  const double a_step = root * roughness(j) * local_error(j, latents.all());
  const double bent = network ? 0 : 2 * a_step * a_step * bending(j);
  const double steps = static_cast<double>(step[to] - step[from]) + of_a_row(j);
  return (10 * integrator.rtol + rounding) * scale + steps * rate * root * integrator.atol + bent;
}

double force_rounding(const Judged& j, const Points& z) {
  const auto plain = plain_sum_of(j, z);
  const double n = static_cast<double>(z.cols()), size = z.cwiseAbs().maxCoeff();
  const double of_latents = std::numeric_limits<double>::epsilon() * size;
  const double exponent =
      1 + size * size / least_temperature(j.config.energy, theory::depends_on_kernel);
  return n * (4 * of_latents * plain.pull + 1e-15 * exponent * plain.gradient_scale);
}

double Sizes::until(double t) const {
  const auto after = std::ranges::upper_bound(time, t) - time.begin();
  return largest.empty() ? 0
                         : largest[std::min(static_cast<std::size_t>(after), largest.size() - 1)];
}

Sizes sizes_of_latents(const Judged& j) {
  Sizes sizes;
  const bool stored = !j.flow.angles.empty(), missing = space_of(j).angles && !stored;
  // Angles that are in no frame may be those of the stored states, or a turn.
  const bool has_states = missing && j.flow.kind != "network";
  const double turn = std::max(2 * std::numbers::pi, has_states ? sizes_of_states(j).all() : 0);
  for (std::size_t t = 0; t < j.flow.positions.size(); ++t)
    add_size(j.flow.frames.time[t],
             missing  ? turn
             : stored ? j.flow.angles[t].cwiseAbs().maxCoeff()
                      : j.flow.positions[t].cwiseAbs().maxCoeff(),
             sizes);
  return sizes;
}

Sizes sizes_of_states(const Judged& j) {
  Sizes sizes;
  if (j.flow.first_weights.size() > 0)
    add_size(0, j.flow.first_weights.cwiseAbs().maxCoeff(), sizes);
  for (std::size_t p = 0; p < j.flow.pairs.size(); ++p)
    add_size(j.flow.pairs_clock.time[p], j.flow.pairs[p].cwiseAbs().maxCoeff(), sizes);
  return sizes;
}

double share_of_fixed_step(const Judged& j, const StatedFlow& stated, const State& x) {
  if (j.method.adaptive) return 0;
  const State v = stated.velocity(x);
  const double h = j.flow_config.integrator.step, speed = v.norm();
  if (!(speed > 10 * stated.velocity_rounding(x))) return 0;
  return (stated.velocity(x + h * v) - v).norm() / speed;
}

double share_of_fixed_step(const Judged& j, const StatedFlow& stated) {
  if (j.method.adaptive) return 0;
  double largest = share_of_fixed_step(j, stated, stated.start());
  for (const std::size_t p : evenly_spaced(j.flow.pairs.size(), fewest_frames))
    largest = larger(largest, share_of_fixed_step(j, stated, j.flow.pairs[p]));
  return largest;
}

std::string steps_too_long(const Judged& j, const StatedFlow& stated) {
  const double share = share_of_fixed_step(j, stated);
  if (share <= longest_share) return "";
  return fmt::format("steps too long: the velocity changes by {:.2g} within one", share);
}

}  // namespace simclr_flow
