#include "simclr_flow/theory/minimum.hpp"

#include <fmt/format.h>

#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "simclr_flow/theory/plain_space.hpp"
#include "simclr_flow/theory/spectrum.hpp"

namespace simclr_flow::theory {

double kappa_0(Index d, double tau) { return kernel_eigenvalue(0, d, tau); }

double uniform_energy(Index d, double tau, double alpha) {
  if (!(alpha >= 0) || !std::isfinite(alpha))
    throw InputError(
        fmt::format("uniform energy: alpha must be finite and at least 0, not {}", alpha));
  if (alpha == 0) return log_kernel_eigenvalue(0, d, tau);
  const double kappa = kappa_0(d, tau);
  return alpha < 0.5 ? std::log(alpha + kappa) : std::log1p(kappa + (alpha - 1));
}

std::optional<Minimum> proven_minimum(std::string_view preset, std::string_view kernel,
                                      std::string_view manifold, Index ambient_dim, double tau) {
  const EnergyFacts* facts = facts_of(preset);
  const PlainSpace* space = find_plain_space(manifold);
  if (!facts || !facts->law_offset || !speaks_of_kernel(kernel) || !space || !space->unit_sphere ||
      !has_spectrum(ambient_dim, tau))
    return std::nullopt;
  return Minimum{uniform_energy(ambient_dim, tau, *facts->law_offset),
                 fmt::format("log({:g} + kappa_0), attained only by the uniform law on S^{} and "
                             "invariant views: the clusters of the data play no role",
                             *facts->law_offset, ambient_dim - 1),
                 "proven",
                 "Theorem A: T = k/kappa_0 is the square of a Markov operator; Jensen. "
                 "Setting: Calder & Lee, arXiv:2503.10812"};
}

}  // namespace simclr_flow::theory
