#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// kappa_0 = int k(z, z') dsigma(z') on S^{d-1}, k = exp((z·z' - 1)/tau): the potential of the
/// uniform law, kernel_eigenvalue(0, d, tau) of theory/spectrum.hpp with its domain, accuracy and
/// hazard. S^1: e^{-1/tau} I_0(1/tau); S^2: tau (1 - e^{-2/tau})/2.
double kappa_0(Index d, double tau);

/// log(alpha + kappa_0), the value of E_alpha at the uniform law of S^{d-1}: its minimum over all
/// laws (Theorem A). alpha = 0 is taken in logarithms, finite where kappa_0 underflows.
/// Throws InputError unless alpha >= 0 and finite, and as kappa_0 does.
double uniform_energy(Index d, double tau, double alpha = 1);

/// A bound below an energy that is attained, and how far the statement is established.
struct Minimum {
  double value;
  std::string statement;
  std::string status;  ///< "proven", "numerical" or "conjecture"
  std::string source;
};

/// The minimum of an energy preset over laws on a manifold, where it is proven; nothing otherwise
/// (R^d has no minimizer: particles escape to infinity), nor outside the domain of kappa_0.
std::optional<Minimum> proven_minimum(std::string_view preset, std::string_view kernel,
                                      std::string_view manifold, Index ambient_dim, double tau);

}  // namespace simclr_flow::theory
