#include <doctest/doctest.h>

#include <map>
#include <optional>

#include "simclr_flow/core/orthogonal_bases.hpp"
#include "simclr_flow/core/taylor_slope.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "support/kernels.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr Index views_tried[] = {1, 2, 3};

/// Points of 12 latents with views near each other, away from every symmetry.
Points latents(Index d, Index views) {
  Points z = random_points(d, 12, 5);
  for (Index i = 0; i < 12; ++i) z.col(i) = z.col(i - i % views) + 0.3 * z.col(i);
  return z;
}

/// Unequal positive masses that sum to 1.
State masses(Index count) {
  const State w = (0.5 * random_state(count, 13)).array().exp();
  return w / w.sum();
}

/// The samples in reverse order, the views of each in theirs.
Points samples_reversed(const Points& z, Index views) {
  Points reversed(z.rows(), z.cols());
  for (Index i = 0; i < z.cols(); i += views)
    reversed.middleCols(z.cols() - views - i, views) = z.middleCols(i, views);
  return reversed;
}

struct Case {
  const Energy& energy;
  Points z;
  Index views;
  State mass;  // empty: equal
  Latents at(const Points& points) const { return {points, views, mass.size() ? &mass : nullptr}; }
};

std::optional<std::string> broken_derivative(const Case& c) {
  const Points v = random_points(c.z.rows(), c.z.cols(), 6),
               u = random_points(c.z.rows(), c.z.cols(), 7);
  Points g, hv(c.z.rows(), c.z.cols()), hu = hv, moved_gradient;
  const double value = c.energy.evaluate(c.at(c.z), &g);
  // Over several directions: along a single one the second derivative may be small by accident.
  const double slope = taylor_slope([&](double e) {
    double squares = 0;
    for (std::uint32_t k = 0; k < 8; ++k) {
      const Points move = 0.2 * e * random_points(c.z.rows(), c.z.cols(), 100 + k),
                   moved = c.z + move;
      squares +=
          std::pow(c.energy.evaluate(c.at(moved), nullptr) - value - g.cwiseProduct(move).sum(), 2);
    }
    return std::sqrt(squares);
  });
  const double change = std::abs(c.energy.evaluate(c.at(c.z + v), nullptr) - value);
  if ((g.norm() > 0 || change > 0) && std::abs(slope - 2) > 0.1)
    return fmt::format("gradient: Taylor slope {:.3f}", slope);
  c.energy.hessian_vector(c.at(c.z), v, hv);
  c.energy.hessian_vector(c.at(c.z), u, hu);
  const auto remainder = [&](double e) {
    const Points moved = c.z + 0.2 * e * v;
    c.energy.evaluate(c.at(moved), &moved_gradient);
    return (moved_gradient - g - 0.2 * e * hv).norm();
  };
  const double size = std::max(1.0, g.norm());
  if (remainder(1e-2) > 1e-13 * size && std::abs(taylor_slope(remainder) - 2) > 0.1)
    return fmt::format("Hessian: Taylor slope {:.3f}", taylor_slope(remainder));
  if (std::abs(u.cwiseProduct(hv).sum() - v.cwiseProduct(hu).sum()) >
      1e-13 * std::max(1.0, hv.norm() * u.norm()))
    return "Hessian: not symmetric";
  if (g.rowwise().sum().norm() > 1e-13 * size) return "gradient: does not sum to zero";
  return std::nullopt;
}

std::optional<std::string> broken_invariance(const Case& c) {
  const double value = c.energy.evaluate(c.at(c.z), nullptr), size = std::max(1.0, std::abs(value));
  const auto differs = [&](const Points& z) {
    const Latents same{z, c.views};
    return std::abs(c.energy.evaluate(same, nullptr) - value) > 1e-13 * size;
  };
  const Index d = c.z.rows();
  const Points q = orthonormal_columns(random_points(d, d, 8));
  if (differs((q * c.z).colwise() + State(random_points(d, 1, 9))))
    return "not invariant under rigid motions";
  if (differs(samples_reversed(c.z, c.views))) return "not invariant under relabelling of samples";
  if (c.energy.name() != "simclr-cross" && differs(c.z.rowwise().reverse()))
    return "not invariant under relabelling of views";
  const State equal = State::Constant(c.z.cols(), 1 / static_cast<double>(c.z.cols()));
  if (std::abs(c.energy.evaluate({c.z, c.views, &equal}, nullptr) - value) > 1e-13 * size)
    return "equal masses change the value";
  return std::nullopt;
}

/// dE/dp along directions that keep the total mass.
std::optional<std::string> broken_first_variation(const Case& c) {
  State direction = random_state(c.z.cols(), 14).cwiseProduct(c.mass), phi;
  direction.array() -= direction.sum() * c.mass.array();
  const double value = c.energy.evaluate(c.at(c.z), nullptr, &phi);
  const auto remainder = [&](double e) {
    const State moved = c.mass + e * direction;
    return std::abs(c.energy.evaluate({c.z, c.views, &moved}, nullptr) - value -
                    e * phi.dot(direction));
  };
  if (remainder(1e-2) > 1e-14 * std::max(1.0, std::abs(value)) &&
      std::abs(taylor_slope(remainder) - 2) > 0.1)
    return fmt::format("first variation: Taylor slope {:.3f}", taylor_slope(remainder));
  return std::nullopt;
}

/// Some latents and masses move at once, the total mass stays.
struct Move {
  Points dz;
  State dp;
  Move(const Case& c, std::uint32_t substream)
      : dz(random_points(c.z.rows(), c.z.cols(), substream)),
        dp(0.5 * random_state(c.z.cols(), substream + 1).cwiseProduct(c.mass)) {
    dp -= dp.sum() * c.mass;
  }
  double dot(const Points& gradient, const State& phi) const {
    return dz.cwiseProduct(gradient).sum() + dp.dot(phi);
  }
};

struct Gradients {
  Points z;
  State p;
};

Gradients gradients(const Case& c, const Move& along, double e) {
  Gradients g;
  const State mass = c.mass + e * along.dp;
  c.energy.evaluate({c.z + e * along.dz, c.views, &mass}, &g.z, &g.p);
  return g;
}

Gradients derivatives(const Case& c, const Move& along) {
  Gradients g{Points(c.z.rows(), c.z.cols()), {}};
  c.energy.derivative(c.at(c.z), {along.dz, &along.dp}, g.z, &g.p);
  return g;
}

/// Of gradient and first variation along places and masses.
std::optional<std::string> broken_mixed_derivative(const Case& c) {
  const Move v(c, 15), u(c, 17);
  const Gradients g = gradients(c, v, 0), dg = derivatives(c, v), du = derivatives(c, u);
  const auto breaks = [&](const auto& part) {
    const auto remainder = [&](double e) {
      return (part(gradients(c, v, 0.2 * e)) - part(g) - 0.2 * e * part(dg)).norm();
    };
    return remainder(1e-2) > 1e-13 * std::max(1.0, part(g).norm()) &&
           std::abs(taylor_slope(remainder) - 2) > 0.1;
  };
  if (breaks([](const Gradients& x) -> const Points& { return x.z; }))
    return "gradient along places and masses";
  if (breaks([](const Gradients& x) -> const State& { return x.p; }))
    return "first variation along places and masses";
  const double left = u.dot(dg.z, dg.p), right = v.dot(du.z, du.p);
  if (std::abs(left - right) > 1e-12 * std::max(1.0, std::abs(left)))
    return "Hessian in places and masses: not symmetric";
  return std::nullopt;
}

/// Empty if the energy obeys its laws at these latents, else the law it breaks.
std::optional<std::string> broken_law(const Energy& energy, const Points& z, Index views) {
  const Case equal{energy, z, views, {}}, weighted{energy, z, views, masses(z.cols())};
  for (const Case* c : {&equal, &weighted})
    if (const auto broken = broken_derivative(*c)) return broken;
  if (const auto broken = broken_invariance(equal)) return broken;
  if (const auto broken = broken_first_variation(weighted)) return broken;
  return broken_mixed_derivative(weighted);
}

/// Planted errors: an energy that spoils one thing of a right one.
class Spoiled final : public Energy {
 public:
  enum class What {
    halved_gradient,
    zero_gradient,
    halved_hessian,
    shifted_value,
    halved_variation,
    forgotten_masses,
    halved_variation_derivative,
    unsymmetric
  };
  explicit Spoiled(What what) : what_(what) {}
  std::string_view name() const override { return "spoiled"; }
  double evaluate(const Latents& latents, Points* gradient, State* first_variation) const override {
    const double value = right_->evaluate(latents, gradient, first_variation);
    if (gradient && what_ == What::halved_gradient) *gradient *= 0.5;
    if (gradient && what_ == What::zero_gradient) gradient->setZero();
    if (first_variation && what_ == What::halved_variation) *first_variation *= 0.5;
    return what_ == What::shifted_value ? value + 1e-6 * latents.z(0, 0) : value;
  }
  void derivative(const Latents& latents, const Direction& along, PointsOut gradient_dot,
                  State* first_variation_dot) const override {
    const bool forgets = what_ == What::forgotten_masses;
    right_->derivative(latents, {along.dz, forgets ? nullptr : along.mass}, gradient_dot,
                       first_variation_dot);
    if (what_ == What::halved_hessian) gradient_dot *= 0.5;
    if (what_ == What::unsymmetric && along.mass) gradient_dot.row(0) += along.dz.row(1);
    if (first_variation_dot && what_ == What::halved_variation_derivative)
      *first_variation_dot *= 0.5;
  }

 private:
  What what_;
  std::unique_ptr<Energy> right_ = make_simclr(gauss(0.2));
};

}  // namespace

TEST_CASE("laws: every energy and kernel with one, two and three views, d = 1, 2, 3, 5") {
  for (const EnergyEntry& entry : energies())
    for (const KernelEntry& kernel : kernels())
      for (const Index views : views_tried)
        for (const Index d : {1, 2, 3, 5})
          for (const double tau : {0.5, 2.0}) {
            const auto energy = entry.make({kernel, tau});
            const auto broken = broken_law(*energy, latents(d, views), views);
            INFO(entry.name, ", ", kernel.name, ", ", views, " views, d = ", d, ", tau = ", tau,
                 ": ", broken.value_or(""));
            CHECK_FALSE(broken.has_value());
          }
}

TEST_CASE("laws: every planted error of an energy is rejected") {
  for (const auto what : {Spoiled::What::halved_gradient, Spoiled::What::zero_gradient,
                          Spoiled::What::halved_hessian, Spoiled::What::shifted_value,
                          Spoiled::What::halved_variation, Spoiled::What::forgotten_masses,
                          Spoiled::What::halved_variation_derivative, Spoiled::What::unsymmetric})
    CHECK(broken_law(Spoiled(what), latents(3, 1), 1).has_value());
}

TEST_CASE("laws: every energy agrees with its plain double sum, masses and views included") {
  for (const EnergyEntry& entry : energies())
    for (const KernelEntry& kernel : kernels())
      for (const Index views : views_tried) {
        INFO(entry.name, ", ", kernel.name, ", ", views, " views");
        const Points z = latents(3, views);
        const State mass = masses(z.cols());
        for (const State* p : {static_cast<const State*>(nullptr), &mass}) {
          Points gradient;
          const double value = entry.make({kernel, 0.3})->evaluate({z, views, p}, &gradient);
          const auto plain = theory::plain_sum(
              {entry.name, kernel.name, 0.3, {}, standard_parameters(kernel)}, z, views, p);
          CHECK(std::abs(value - plain.value) <= 1e-13 * std::max(1.0, std::abs(plain.value)));
          CHECK((gradient - plain.gradient).norm() <= 1e-13 * std::max(1.0, plain.gradient.norm()));
        }
      }
}

TEST_CASE("laws: energies take a kernel of one's own, with its parameter") {
  const KernelEntry kernel = own_kernel();
  if (!theory::has_plain_kernel(kernel.name))
    theory::add_plain_kernel(kernel.name, plain_own_kernel);
  for (const EnergyEntry& entry : energies())
    for (const Index views : {1, 2})
      for (const double roundness : {0.3, 20.0}) {
        INFO(entry.name, ", ", views, " views, roundness ", roundness);
        const Parameters given{{"roundness", roundness}};
        const auto energy = entry.make({kernel, 0.5, given});
        const Points z = latents(3, views);
        const auto broken = broken_law(*energy, z, views);
        CHECK_MESSAGE(!broken.has_value(), broken.value_or(""));
        Points gradient;
        const double value = energy->evaluate({z, views}, &gradient);
        const auto plain = theory::plain_sum({entry.name, kernel.name, 0.5, {}, given}, z, views);
        CHECK(std::abs(value - plain.value) <= 1e-13 * std::max(1.0, std::abs(plain.value)));
        CHECK((gradient - plain.gradient).norm() <= 1e-13 * std::max(1.0, plain.gradient.norm()));
      }
}

TEST_CASE("laws: one view is the value at collapsed views, up to the counted twin") {
  const std::map<std::string_view, double> twin{
      {"simclr", 0},        {"simclr-cross", 0}, {"nt-xent", 0}, {"info-nce", std::log(2)},
      {"dcl", std::log(2)}, {"dhel", 0},         {"linear", 0},  {"alignment", 0}};
  const Points z = random_points(3, 5, 10);
  Points twice(3, 10);
  for (Index i = 0; i < 10; ++i) twice.col(i) = z.col(i / 2);
  for (const auto& [name, offset] : twin) {
    CAPTURE(name);
    const auto energy = entry(energies(), name).make(gauss(0.4));
    CHECK(energy->evaluate({z, 1}, nullptr) + offset ==
          doctest::Approx(energy->evaluate({twice, 2}, nullptr)).epsilon(1e-14));
  }
}

TEST_CASE("laws: with one view the log presets are one family F_a") {
  const Points z = random_points(2, 7, 15);
  const double n = 7, log_n = std::log(n);
  const auto family = [&](double a) {
    double sum = 0;
    for (Index i = 0; i < 7; ++i) {
      double others = a;
      for (Index j = 0; j < 7; ++j)
        if (j != i) others += std::exp(-(z.col(i) - z.col(j)).squaredNorm() / 0.8);
      sum += std::log(others) / n;
    }
    return sum;
  };
  const std::pair<const char*, double> members[] = {{"simclr", family(n + 1) - log_n},
                                                    {"simclr-noself", family(n) - log_n},
                                                    {"info-nce", family(1)},
                                                    {"nt-xent", std::log(2) + family(0.5)},
                                                    {"dcl", family(0)},
                                                    {"dhel", family(0)}};
  for (const auto& [name, value] : members) {
    CAPTURE(name);
    CHECK(entry(energies(), name).make(gauss(0.4))->evaluate({z, 1}, nullptr) ==
          doctest::Approx(value).epsilon(1e-14));
  }
}

TEST_CASE("laws: equal masses move as masses that are not given do") {
  const Points z = latents(2, 1);
  const auto energy = make_simclr(gauss(0.4));
  const Case equal{*energy, z, 1, State::Constant(12, 1 / 12.0)};
  const Move v(equal, 15);
  const Gradients given = derivatives(equal, v);
  Gradients none{Points(2, 12), {}};
  equal.energy.derivative({z}, {v.dz, &v.dp}, none.z, &none.p);
  CHECK((given.z - none.z).norm() < 1e-14);
  CHECK((given.p - none.p).norm() < 1e-14);
}

TEST_CASE("laws: the first variation of simclr is the written formula") {
  const Points z = random_points(2, 6, 16);
  const State mass = masses(6);
  State phi;
  make_simclr(gauss(0.4))->evaluate({z, 1, &mass}, nullptr, &phi);
  Points k(6, 6);
  for (Index i = 0; i < 6; ++i)
    for (Index j = 0; j < 6; ++j) k(i, j) = std::exp(-(z.col(i) - z.col(j)).squaredNorm() / 0.8);
  const State potential = k * mass;
  for (Index i = 0; i < 6; ++i) {
    double expected = std::log(1 + potential[i]);
    for (Index j = 0; j < 6; ++j) expected += mass[j] * k(i, j) / (1 + potential[j]);
    CHECK(phi[i] == doctest::Approx(expected).epsilon(1e-14));
  }
}

TEST_CASE("laws: energies refuse a temperature that is not positive and finite") {
  for (const EnergyEntry& entry : energies())
    for (const double tau : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()})
      CHECK_THROWS_WITH_AS(entry.make(gauss(tau)),
                           doctest::Contains("temperature must be positive"), InputError);
}
