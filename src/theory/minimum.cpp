#include "simclr_flow/theory/minimum.hpp"

#include <fmt/format.h>

#include <boost/math/quadrature/tanh_sinh.hpp>
#include <cmath>
#include <numbers>

namespace simclr_flow::theory {

double kappa_0(Index d, double tau) {
  boost::math::quadrature::tanh_sinh<double> rule;
  const double power = static_cast<double>(d - 2);
  const auto weight = [power](double t) { return std::pow(std::sin(t), power); };
  // cos t - 1 = -2 sin^2(t/2), without cancellation near t = 0.
  const auto weighted = [&](double t) {
    const double s = std::sin(t / 2);
    return std::exp(-2 * s * s / tau) * weight(t);
  };
  const double cut = std::min(std::numbers::pi, 40 * std::sqrt(tau));
  double mass = rule.integrate(weighted, 0.0, cut);
  if (cut < std::numbers::pi) mass += rule.integrate(weighted, cut, std::numbers::pi);
  return mass / rule.integrate(weight, 0.0, std::numbers::pi);
}

double uniform_energy(Index d, double tau) { return std::log1p(kappa_0(d, tau)); }

std::optional<Minimum> proven_minimum(std::string_view preset, std::string_view kernel,
                                      std::string_view manifold, Index ambient_dim, double tau) {
  if (preset != "simclr" || kernel != "gauss" || (manifold != "sphere" && manifold != "circle"))
    return std::nullopt;
  return Minimum{uniform_energy(ambient_dim, tau),
                 fmt::format("log(1 + kappa_0), attained only by the uniform law on S^{} and "
                             "invariant views: the clusters of the data play no role",
                             ambient_dim - 1),
                 "proven",
                 "Theorem A: T = k/kappa_0 is the square of a Markov operator; Jensen. "
                 "Setting: Calder & Lee, arXiv:2503.10812"};
}

}  // namespace simclr_flow::theory
