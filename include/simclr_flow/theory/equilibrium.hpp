#pragma once

namespace simclr_flow::theory {

/// log((alpha + floor)^2/(alpha + pair_energy)) <= E_alpha(rho) = int log(alpha + K_rho) drho for
/// *every* probability measure rho on a compact X in R^d, if some probability measure mu on X has
/// K_mu >= floor on all of X and int K_mu dmu = pair_energy; k = exp(-|z-z'|^2/(2 tau)).
///
/// For the equilibrium measure, K_mu >= kappa on X with equality mu-almost everywhere, this is
/// log(alpha + kappa) = E_alpha(mu): mu minimizes E_alpha for every alpha >= 0 at once, alone, and
/// min E_alpha = log(alpha + min int int k drho drho). On S^{d-1} mu is the uniform law: Theorem A.
///
/// Proof. k(x,y) = int g(x,u) g(y,u) du with Gaussians g > 0; alpha adds one point u, g =
/// alpha^{1/2}. Let G_rho(u) = int g(x,u) drho(x), h = alpha + K_mu. By Jensen under the
/// probability g(x,u) G_mu(u)/h(x) du, log(alpha + K_rho(x)) = log int g G_rho du is at least the
/// mean of log(h(x) G_rho(u)/G_mu(u)). Integrated over rho this is int log(dP/dQ) dP with the
/// probability P = rho(dx) g G_mu/h du and Q = rho(dx) g G_mu^2/(h^2 G_rho) du, hence at least -log
/// of the mass of Q, which is at most int G_mu^2 du/(alpha + floor)^2 = (alpha +
/// pair_energy)/(alpha + floor)^2. Equality makes G_rho proportional to G_mu, and Gaussian
/// smoothing is injective.
///
/// Domain: 0 <= floor <= pair_energy <= 1, alpha >= 0; -infinity at alpha = floor = 0.
/// Throws InputError outside.
double equilibrium_lower_bound(double floor, double pair_energy, double alpha);

}  // namespace simclr_flow::theory
