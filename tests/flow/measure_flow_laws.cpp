#include <doctest/doctest.h>

#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/flow/measure_flow.hpp"
#include "support/flow_laws.hpp"
#include "support/wrapped_flow.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

std::shared_ptr<const Energy> simclr(double tau = 0.3) { return make_simclr(gauss(tau)); }

State unequal_masses(Index count) { return random_state(count, 23).array().exp(); }

/// Points in a box with the outermost ones of each coordinate at its walls, where they are pushed.
Points between(const State& sides, Index count) {
  Points y = sides.asDiagonal() *
             (0.5 + 0.45 * random_points(sides.size(), count, 21).array().tanh()).matrix();
  for (Index c = 0; c < sides.size(); ++c) {
    Index low = 0, high = 0;
    y.row(c).minCoeff(&low);
    y.row(c).maxCoeff(&high);
    y(c, low) = 0;
    y(c, high) = sides[c];
  }
  return y;
}

/// A manifold and places of atoms on it, in normal form or not.
struct Setting {
  std::shared_ptr<const Manifold> manifold;
  Points y;
};

std::vector<Setting> settings() {
  std::vector<Setting> all;
  for (const ManifoldEntry& entry : flow_manifolds()) {
    std::shared_ptr<const Manifold> manifold = entry.make(entry.sample());
    const Points y = random_points(manifold->coordinate_dim(), 9, 22);
    all.push_back({manifold, y});
  }
  for (const State& sides : {State::Constant(1, 1.5).eval(), State::LinSpaced(2, 1, 2).eval()})
    all.push_back({make_box(sides), between(sides, 9)});
  return all;
}

/// Off the normal form, but not through walls.
State off_normal_form(const Flow& flow) {
  State x = flow.initial_state();
  const State move = free_direction(flow, x);
  return x + (flow.manifold().facts().walls ? 0.1 : 1.0) * move;
}

/// A right flow of masses with one planted error.
class SpoiledMeasureFlow final : public WrappedFlow {
 public:
  SpoiledMeasureFlow(const Flow& right, Index count, int error)
      : WrappedFlow(right), count_(count), error_(error) {}
  void rhs(const State& x, State& dxdt) const override {
    right_.rhs(x, dxdt);
    if (error_ == 0) dxdt.tail(count_) *= 0.5;
    if (error_ == 1) dxdt.tail(count_) *= -1;
  }
  LinearMap linearise(const State& x) const override {
    return [this, right = right_.linearise(x)](const State& v) {
      State only = v;
      if (error_ == 2) only.tail(count_).setZero();
      State out = right(only);
      if (error_ == 3) out.tail(count_).setZero();
      return out;
    };
  }
  double dissipation(const State& x) const override {
    return (error_ == 4 ? 0.5 : 1.0) * right_.dissipation(x);
  }
  Points output_gradient(const State& x) const override {
    return (error_ == 5 ? 2.0 : 1.0) * right_.output_gradient(x);
  }

 private:
  Index count_;
  int error_;
};

}  // namespace

TEST_CASE("laws: the flow of masses obeys the laws of flows on every manifold and in boxes") {
  for (const EnergyEntry& entry : energies()) {
    if (entry.name == "alignment") continue;  // 0 for single views
    for (const auto& [manifold, y] : settings()) {
      const std::shared_ptr<const Energy> energy = entry.make(gauss(0.3));
      // Of R^d alone; it moves atoms off walls, on whose other side laws look, too.
      if (manifold->facts().walls && !energy->is_translation_invariant()) continue;
      const auto flow = make_measure_flow(manifold, energy, y, unequal_masses(9));
      for (const State& x : {flow->initial_state(), off_normal_form(*flow)}) {
        const std::string broken = broken_law(*flow, x);
        INFO(entry.name, " on ", manifold->name(), ": ", broken);
        CHECK(broken.empty());
      }
    }
  }
}

TEST_CASE("laws: every planted error of a flow of masses is rejected") {
  for (const auto& [manifold, y] : settings()) {
    const auto flow = make_measure_flow(manifold, simclr(), y, unequal_masses(9));
    const State x = flow->initial_state();
    CHECK(broken_law(SpoiledMeasureFlow(*flow, 9, -1), x) == "");
    for (int error = 0; error < 6; ++error) {
      INFO("error ", error, " on ", manifold->name());
      CHECK_FALSE(broken_law(SpoiledMeasureFlow(*flow, 9, error), x).empty());
    }
  }
}

TEST_CASE("laws: the flow of masses keeps the total, which its state need not have") {
  for (const auto& [manifold, y] : settings()) {
    CAPTURE(manifold->name());
    const auto flow = make_measure_flow(manifold, simclr(), y, unequal_masses(9));
    State x = flow->initial_state(), velocity, moved;
    CHECK(x.tail(9).array().exp().sum() == doctest::Approx(1).epsilon(1e-14));
    flow->rhs(x, velocity);
    CHECK(std::abs(flow->masses(x).dot(velocity.tail(9))) < 1e-14);
    x.tail(9).array() += 3;
    flow->rhs(x, moved);
    CHECK((moved - velocity).norm() < 1e-12 * velocity.norm());
    CHECK(flow->masses(x).sum() == doctest::Approx(1).epsilon(1e-14));
    flow->retract(x);
    CHECK((x - flow->initial_state()).norm() < 1e-13);
  }
}

TEST_CASE("laws: atoms of equal masses move as particles do, between walls too") {
  for (const auto& [manifold, y] : settings()) {
    CAPTURE(manifold->name());
    const auto atoms = make_measure_flow(manifold, simclr(), y, State::Ones(9));
    const auto particles = make_particle_flow(LatentEnergy(manifold, simclr(), 1), y);
    State of_atoms, of_particles;
    atoms->rhs(atoms->initial_state(), of_atoms);
    particles->rhs(particles->initial_state(), of_particles);
    CHECK((of_atoms.head(y.size()) - of_particles).norm() < 1e-13 * of_particles.norm());
  }
}

TEST_CASE("laws: particles between walls obey the laws, stop at walls and are brought back") {
  for (const auto& [manifold, y] : settings()) {
    if (!manifold->facts().walls) continue;
    const auto flow = make_particle_flow(LatentEnergy(manifold, simclr(), 1), y);
    const State x = flow->initial_state();
    const std::string broken = broken_law(*flow, x);
    INFO(broken);
    CHECK(broken.empty());
    const Points walls = manifold->walls(y);
    State velocity, beyond_velocity, beyond = x + 0.5 * walls.reshaped();
    flow->rhs(x, velocity);
    const State image = flow->linearise(x)(State::Ones(x.size()));
    for (Index k = 0; k < x.size(); ++k) {
      if (walls.reshaped()[k] == 0) continue;
      CHECK(velocity[k] == 0);
      CHECK(image[k] == 0);
    }
    flow->rhs(beyond, beyond_velocity);
    CHECK(beyond_velocity == velocity);
    CHECK(flow->needs_retraction());
    flow->retract(beyond);
    CHECK(beyond == x);
    const double norm = flow->first_order(x).gradient_norm;
    CHECK(flow->dissipation(x) == doctest::Approx(norm * norm).epsilon(1e-12));
  }
}

TEST_CASE("laws: the gradient norm of a flow of masses is the root of its dissipation") {
  for (const auto& [manifold, y] : settings()) {
    const auto flow = make_measure_flow(manifold, simclr(), y, unequal_masses(9));
    const State x = flow->initial_state();
    const double norm = flow->first_order(x).gradient_norm;
    INFO(manifold->name());
    CHECK(flow->dissipation(x) == doctest::Approx(norm * norm).epsilon(1e-12));
    CHECK(flow->first_order(x).residual > 1e-3);
  }
}

TEST_CASE("laws: residuals of masses and places vanish where these are stationary") {
  const std::shared_ptr<const Manifold> interval = make_box(State::Ones(1));
  const Points ends = State::LinSpaced(2, 0, 1).transpose(), one = Points::Constant(1, 1, 0.3);
  const auto residual = [&](const Points& y, const State& masses) {
    const auto flow = make_measure_flow(interval, simclr(), y, masses);
    return flow->first_order(flow->initial_state()).residual;
  };
  CHECK(residual(ends, State::Ones(2)) < 1e-15);
  CHECK(residual(ends, Eigen::Vector2d(1, 2)) > 1e-2);
  CHECK(residual(one, State::Ones(1)) == 0);
}

TEST_CASE("laws: a mass far below the least leaves the flow of masses finite") {
  const std::shared_ptr<const Manifold> interval = make_box(State::Ones(1));
  const auto flow = make_measure_flow(interval, simclr(), State::LinSpaced(3, 0.1, 0.9).transpose(),
                                      State::Ones(3));
  State x = flow->initial_state(), velocity;
  x[4] = -1e4;
  flow->rhs(x, velocity);
  CHECK(velocity.allFinite());
  CHECK(flow->linearise(x)(State::Ones(6)).allFinite());
  CHECK(flow->dissipation(x) > 0);
}

TEST_CASE("laws: a flow of masses refuses atoms without positive masses") {
  const std::shared_ptr<const Manifold> interval = make_box(State::Ones(1));
  const Points y = State::LinSpaced(3, 0, 1).transpose();
  for (const double mass : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()})
    CHECK_THROWS_WITH_AS(make_measure_flow(interval, simclr(), y, Eigen::Vector3d(1, mass, 1)),
                         doctest::Contains("the mass of atom 1"), InputError);
  CHECK_THROWS_AS(make_measure_flow(interval, simclr(), y, State::Ones(2)), InputError);
  CHECK_THROWS_AS(make_measure_flow(interval, simclr(), Points(1, 0), State()), InputError);
}
