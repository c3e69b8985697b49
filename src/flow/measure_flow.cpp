#include "simclr_flow/flow/measure_flow.hpp"

#include <fmt/format.h>

#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "walls.hpp"

namespace simclr_flow {
namespace {

constexpr double least_mass = 1e-200;

double log_sum_exp(const State& logs) {
  const double largest = logs.maxCoeff();
  return largest + std::log((logs.array() - largest).exp().sum());
}

/// max |a|/max |b|; 0 where b = 0.
double relative_size(const State& a, const State& b) {
  const double size = b.cwiseAbs().maxCoeff();
  return size > 0 ? a.cwiseAbs().maxCoeff() / size : 0;
}

State lengths(const Points& u) { return u.colwise().norm(); }

class MeasureFlow final : public Flow {
 public:
  MeasureFlow(std::shared_ptr<const Manifold> manifold, std::shared_ptr<const Energy> energy,
              Points start, const State& masses)
      : manifold_(std::move(manifold)),
        energy_(std::move(energy)),
        count_(start.cols()),
        start_(state_of(start, masses.array().log())) {
    retract(start_);
  }

  const Manifold& manifold() const override { return *manifold_; }
  State initial_state() const override { return start_; }
  Points outputs(const State& x) const override { return points(x.head(count_ * rows()), rows()); }
  State masses(const State& x) const override {
    const State logs = x.tail(count_);
    return (logs.array() - log_sum_exp(logs)).exp().max(least_mass);
  }

  void rhs(const State& x, State& dxdt) const override {
    const Law law(*this, x);
    dxdt = state_of(law.velocity, law.growth);
  }
  LinearMap linearise(const State& x) const override;
  double dissipation(const State& x) const override {
    const Law law(*this, x);
    return law.mass.dot(State(law.velocity.colwise().squaredNorm()) + law.growth.cwiseAbs2());
  }
  FirstOrder first_order(const State& x) const override;
  Points output_gradient(const State& x) const override { return Law(*this, x).gradient; }

  void retract(State& x) const override {
    manifold().retract(places(x));
    x.tail(count_).array() -= log_sum_exp(x.tail(count_));
  }
  bool needs_retraction() const override { return true; }

 private:
  /// What one evaluation of E says at a state.
  struct Law {
    Law(const MeasureFlow& flow, const State& x)
        : y(between_walls(flow.manifold(), flow.outputs(x))),
          z(flow.manifold().ambient(y)),
          mass(flow.masses(x)) {
      energy = flow.energy_->evaluate({z, 1, &mass}, &euclidean, &variation);
      gradient.resizeLike(y);
      flow.manifold().pull_back(y, euclidean, gradient);
      velocity = -gradient * mass.cwiseInverse().asDiagonal();
      stop_at_walls(flow.manifold(), y, velocity);
      growth = State::Constant(mass.size(), mass.dot(variation)) - variation;
    }
    Points y, z;
    State mass;
    double energy;
    Points euclidean;  ///< dE/dz
    Points gradient;   ///< dE/dy
    State variation;
    Points velocity;  ///< y'
    State growth;     ///< (log p)'
  };

  Index rows() const { return manifold().coordinate_dim(); }
  Eigen::Map<Points> places(State& x) const { return {x.data(), rows(), count_}; }
  static State state_of(const Points& y, const State& logs) {
    State x(y.size() + logs.size());
    x << y.reshaped(), logs;
    return x;
  }
  State direction_image(const Law& law, const Points& free, const State& v) const;

  std::shared_ptr<const Manifold> manifold_;
  std::shared_ptr<const Energy> energy_;
  Index count_;
  State start_;
};

LinearMap MeasureFlow::linearise(const State& x) const {
  const Law law(*this, x);
  const Points free = free_coordinates(manifold(), law.y, -law.gradient);
  return [this, law, free](const State& v) { return direction_image(law, free, v); };
}

State MeasureFlow::direction_image(const Law& law, const Points& free, const State& v) const {
  const Points y_dot = among(free, outputs(v));
  const State log_dot = v.tail(count_).array() - law.mass.dot(v.tail(count_));
  const State mass_dot = law.mass.cwiseProduct(log_dot);
  Points z_dot(law.z.rows(), count_), euclidean_dot = z_dot, gradient_dot(rows(), count_);
  State variation_dot;
  manifold().push_forward(law.y, y_dot, z_dot);
  energy_->derivative({law.z, 1, &law.mass}, {z_dot, &mass_dot}, euclidean_dot, &variation_dot);
  manifold().pull_back_derivative(law.y, y_dot, law.euclidean, euclidean_dot, gradient_dot);
  gradient_dot -= law.gradient * log_dot.asDiagonal();
  const Points velocity_dot = -gradient_dot * law.mass.cwiseInverse().asDiagonal();
  const double mean_dot = mass_dot.dot(law.variation) + law.mass.dot(variation_dot);
  return state_of(among(free, velocity_dot), State::Constant(count_, mean_dot) - variation_dot);
}

FirstOrder MeasureFlow::first_order(const State& x) const {
  const Law law(*this, x);
  const auto inverse = law.mass.cwiseInverse().asDiagonal();
  const Points force = law.euclidean * inverse;
  Points u = -force;
  manifold().project_tangent(law.z, u);
  stop_at_walls(manifold(), law.y, u);
  const State speed = lengths(u);
  return {law.energy, std::sqrt(law.mass.dot(speed.cwiseAbs2() + law.growth.cwiseAbs2())),
          std::max(relative_size(speed, lengths(force)), relative_size(law.growth, law.variation))};
}

void check_atoms(const Manifold& manifold, const Points& start, const State& masses) {
  if (start.cols() == 0 || start.rows() != manifold.coordinate_dim() ||
      masses.size() != start.cols())
    throw InputError(fmt::format(
        "a measure flow on {} has {} coordinates of {} atoms with {} masses; it needs {} "
        "coordinates of at least one atom, with a mass for each",
        manifold.name(), start.rows(), start.cols(), masses.size(), manifold.coordinate_dim()));
  for (Index i = 0; i < masses.size(); ++i)
    if (!(masses[i] > 0 && std::isfinite(masses[i])))
      throw InputError(
          fmt::format("the mass of atom {} of a measure flow is {}; it must be positive and finite",
                      i, masses[i]));
}

}  // namespace

std::unique_ptr<Flow> make_measure_flow(std::shared_ptr<const Manifold> manifold,
                                        std::shared_ptr<const Energy> energy, Points start,
                                        State masses) {
  check_atoms(*manifold, start, masses);
  return std::make_unique<MeasureFlow>(std::move(manifold), std::move(energy), std::move(start),
                                       masses);
}

}  // namespace simclr_flow
