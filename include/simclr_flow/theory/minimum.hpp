#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// kappa_0 = int k(z, z') dsigma(z') on S^{d-1}, k = exp((z·z' - 1)/tau): the potential of the
/// uniform law, by quadrature of its defining integral
///   kappa_0 = int_0^pi e^{(cos t - 1)/tau} sin^{d-2} t dt / int_0^pi sin^{d-2} t dt.
/// Domain: d >= 2, tau in [1e-4, 1e4]; relative error below 1e-12 for d <= 24, tau >= .1 and for
/// d = 2, 3. Hazard: at large d and small tau the integrand peaks away from 0 and only the absolute
/// error is small; log(1 + kappa_0) is unaffected. S^1: e^{-1/tau} I_0(1/tau); S^2: tau (1 -
/// e^{-2/tau})/2.
double kappa_0(Index d, double tau);

/// log(1 + kappa_0), the value of E_1 at the uniform law of S^{d-1}.
double uniform_energy(Index d, double tau);

/// A bound below an energy that is attained, and how far the statement is established.
struct Minimum {
  double value;
  std::string statement;
  std::string status;  ///< "proven", "numerical" or "conjecture"
  std::string source;
};

/// The minimum of an energy preset over laws on a manifold, where it is proven; nothing otherwise
/// (R^d has no minimizer: particles escape to infinity).
std::optional<Minimum> proven_minimum(std::string_view preset, std::string_view kernel,
                                      std::string_view manifold, Index ambient_dim, double tau);

}  // namespace simclr_flow::theory
