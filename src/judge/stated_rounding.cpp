// What rounding may do to the quantities of a stated flow.
#include <cmath>

#include "plain_energy.hpp"
#include "simclr_flow/theory/energy_facts.hpp"
#include "stated_flow.hpp"

namespace simclr_flow {
namespace {

constexpr double unit = 4 * std::numeric_limits<double>::epsilon();

}  // namespace

double StatedFlow::output_rounding(const State& x) const {
  const double size = outputs(x).cwiseAbs().maxCoeff();
  if (judged_.flow.kind != "network" || has_latents()) return unit * size;
  const double of_network = theory::plain_rounding(network_, x, inputs_).outputs;
  return unit * size + (centring_.size() > 0 ? 2 * of_network : of_network);
}

double StatedFlow::kernel_rounding(const State& x) const {
  if (judged_.flow.kind == "network") {
    const double rounding = theory::plain_rounding(network_, parameters(x), inputs_).kernel;
    // An entry of P Theta_ij P is a sum of q^2 products.
    const double q = static_cast<double>(coordinate_count(judged_));
    return has_latents() ? q * (rounding + unit * kernel(x).cwiseAbs().maxCoeff()) : rounding;
  }
  if (judged_.flow_config.has_network())
    return theory::plain_rounding(network_, judged_.run.weights.at(judged_.flow.name), inputs_)
        .kernel;
  return unit * static_cast<double>(4 * judged_.flow_config.hidden_layers) *
         theta_.cwiseAbs().maxCoeff();
}

/// Latents that are off by r put column i of dE/dz off by 2 r sum_j |c_ij| where it is a sum of
/// c_ij (z_j - z_i), and by the change of c_ij, of relative size |z_i - z_j| 2 r/tau, beside the
/// rounding of the sum; where z = y/|y|, r is that of y/|y|.
double StatedFlow::gradient_rounding(const State& x) const {
  const Points y = outputs(x), z = latents(y);
  const double shortest = space_of(judged_).shortest(y);
  const double size = z.colwise().norm().maxCoeff(), n = static_cast<double>(z.cols());
  const double off = std::sqrt(static_cast<double>(z.rows())) * output_rounding(x) / shortest;
  const auto plain = plain_sum_of(judged_, z);
  const double bent =
      8 * size * off / least_temperature(judged_.config.energy, theory::depends_on_kernel) +
      unit * n;
  return std::sqrt(n) * (2 * plain.pull * off + plain.gradient_scale * bent) / shortest;
}

double StatedFlow::velocity_rounding(const State& x) const {
  const double of_gradient = gradient_rounding(x);
  if (judged_.flow.kind == "particle")
    return of_gradient * masses(judged_).cwiseInverse().maxCoeff();
  const Points g = energy_gradient(outputs(x));
  const double rows = static_cast<double>(g.size());
  if (judged_.flow.kind == "kernel")
    return theta_.norm() * of_gradient + rows * kernel_rounding(x) * g.norm();
  const auto rounding = theory::plain_rounding(network_, parameters(x), inputs_);
  const double root = std::sqrt(rows);
  const double of_weights = network_.mobility() * root *
                            (rounding.jacobian * of_gradient + rounding.of_jacobian * g.norm());
  if (!has_latents()) return of_weights;
  const double speed = parameters(velocity(x)).norm();
  const double of_latents = root * (rounding.jacobian * (of_weights + output_rounding(x) * speed) +
                                    rounding.of_jacobian * speed);
  return std::hypot(of_weights, of_latents);
}

double StatedFlow::dissipation_rounding(const State& x) const {
  const double of_velocity = velocity_rounding(x), of_gradient = gradient_rounding(x);
  if (judged_.flow.kind == "network") {
    const State v = parameters(velocity(x));
    return of_velocity * (2 * v.norm() + of_velocity) / network_.mobility();
  }
  const State v = velocity(x);
  const double size = energy_gradient(outputs(x)).norm();
  return v.norm() * of_gradient + of_velocity * (size + of_gradient);
}

}  // namespace simclr_flow
