#include "simclr_flow/flow/latent_energy.hpp"

#include <fmt/format.h>

#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/work_time.hpp"

namespace simclr_flow {

LatentEnergy::LatentEnergy(std::shared_ptr<const Manifold> manifold,
                           std::shared_ptr<const Energy> energy, Index views, State view_weights,
                           std::shared_ptr<const Positives> positives)
    : manifold_(std::move(manifold)),
      energy_(std::move(energy)),
      views_(views),
      view_weights_(std::move(view_weights)),
      positives_(std::move(positives)) {
  if (view_weights_.size() && !energy_->takes_view_weights())
    throw InputError(fmt::format(
        "energy '{}' has no views by quadrature, as it is no mean over independent views; allowed: "
        "simclr, linear, alignment, or custom with negatives = \"all\", self = true, mean = true, "
        "or sums of these",
        energy_->name()));
  if (positives_ && !energy_->takes_positives())
    throw InputError(
        fmt::format("energy '{}' has no positive pairs that [positives] could choose; allowed: "
                    "contrastive energies (custom: with positive = true) and alignment",
                    energy_->name()));
}

LatentEnergy LatentEnergy::of_batch(const std::vector<Index>& samples) const {
  LatentEnergy batch = *this;
  if (positives_) batch.positives_ = std::make_shared<const Positives>(positives_->among(samples));
  return batch;
}

std::string LatentEnergy::why_not_finite(PointsView y) const {
  const Points z = manifold_->ambient(y);
  return energy_->why_not_finite(latents(z));
}

double LatentEnergy::evaluate(PointsView y, Points* gradient, State* first_variation) const {
  const TimedWork timed(Work::energy);
  const Points z = manifold_->ambient(y);
  if (!gradient) return energy_->evaluate(latents(z), nullptr, first_variation);
  Points euclidean;
  const double value = energy_->evaluate(latents(z), &euclidean, first_variation);
  gradient->resize(y.rows(), y.cols());
  manifold_->pull_back(y, euclidean, *gradient);
  return value;
}

std::function<Points(const Points&)> LatentEnergy::hessian(PointsView y) const {
  const TimedWork timed(Work::energy);
  const Points z = manifold_->ambient(y);
  Points gradient;
  energy_->evaluate(latents(z), &gradient);
  return [this, y = Points(y), z, gradient](const Points& v) {
    const TimedWork product(Work::energy);
    Points direction(z.rows(), z.cols()), gradient_dot(z.rows(), z.cols());
    manifold_->push_forward(y, v, direction);
    energy_->hessian_vector(latents(z), direction, gradient_dot);
    Points out(y.rows(), y.cols());
    manifold_->pull_back_derivative(y, v, gradient, gradient_dot, out);
    return out;
  };
}

FirstOrder LatentEnergy::first_order(PointsView y) const {
  const TimedWork timed(Work::energy);
  const Points z = manifold_->ambient(y);
  Points gradient;
  const double value = energy_->evaluate(latents(z), &gradient);
  const State inverse = inverse_masses(z.cols());
  const auto lengths = [](const Points& rows) {
    State all(rows.cols());
    for (Index i = 0; i < rows.cols(); ++i) all[i] = rows.col(i).stableNorm();
    return all;
  };
  const double largest = lengths(gradient * inverse.asDiagonal()).maxCoeff();
  manifold_->project_tangent(z, gradient);
  gradient *= -1;
  stop_at_walls(*manifold_, y, gradient);
  const State forces = lengths(gradient);
  const double slope = forces.cwiseProduct(inverse).maxCoeff();
  return {value, forces.cwiseProduct(inverse.cwiseSqrt()).stableNorm(),
          largest > 0 ? slope / largest : 0};
}

State LatentEnergy::inverse_masses(Index count) const {
  const double n = static_cast<double>(count);
  if (view_weights_.size() == 0) return State::Constant(count, n);
  const double samples = n / static_cast<double>(views_);
  return (samples * view_weights_.cwiseInverse()).replicate(count / views_, 1);
}

}  // namespace simclr_flow
