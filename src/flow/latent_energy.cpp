#include "simclr_flow/flow/latent_energy.hpp"

#include <cmath>

namespace simclr_flow {

double LatentEnergy::evaluate(PointsView y, Points* gradient) const {
  const Points z = manifold_->ambient(y);
  if (!gradient) return energy_->evaluate({z, views_}, nullptr);
  Points euclidean;
  const double value = energy_->evaluate({z, views_}, &euclidean);
  gradient->resize(y.rows(), y.cols());
  manifold_->pull_back(y, euclidean, *gradient);
  return value;
}

std::function<Points(const Points&)> LatentEnergy::hessian(PointsView y) const {
  const Points z = manifold_->ambient(y);
  Points gradient;
  energy_->evaluate({z, views_}, &gradient);
  return [this, y = Points(y), z, gradient](const Points& v) {
    Points direction(z.rows(), z.cols()), gradient_dot(z.rows(), z.cols());
    manifold_->push_forward(y, v, direction);
    energy_->hessian_vector({z, views_}, direction, gradient_dot);
    Points out(y.rows(), y.cols());
    manifold_->pull_back_derivative(y, v, gradient, gradient_dot, out);
    return out;
  };
}

FirstOrder LatentEnergy::first_order(PointsView y) const {
  const Points z = manifold_->ambient(y);
  Points gradient;
  const double value = energy_->evaluate({z, views_}, &gradient);
  manifold_->project_tangent(z, gradient);
  return {value, std::sqrt(static_cast<double>(z.cols())) * gradient.norm()};
}

}  // namespace simclr_flow
