#include <doctest/doctest.h>

#include <Eigen/QR>
#include <optional>

#include "simclr_flow/energy/contrastive.hpp"
#include "support/samples.hpp"
#include "support/slopes.hpp"

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

/// Empty if the energy obeys its laws, else the law it breaks.
std::optional<std::string> broken_law(const Energy& energy, const Points& z, Index views) {
  const Points v = random_points(z.rows(), z.cols(), 6), u = random_points(z.rows(), z.cols(), 7);
  Points g;
  const double value = energy.evaluate({z, views}, &g);
  const double gradient_slope = taylor_slope([&](double e) {
    const Points moved = z + e * v;
    return std::abs(energy.evaluate({moved, views}, nullptr) - value - e * g.cwiseProduct(v).sum());
  });
  if (!(std::abs(gradient_slope - 2) < 0.1))
    return fmt::format("gradient: Taylor slope {:.3f}", gradient_slope);

  Points hv(z.rows(), z.cols()), hu(z.rows(), z.cols()), moved_gradient;
  energy.hessian_vector({z, views}, v, hv);
  energy.hessian_vector({z, views}, u, hu);
  const double hessian_slope = taylor_slope([&](double e) {
    const Points moved = z + e * v;
    energy.evaluate({moved, views}, &moved_gradient);
    return (moved_gradient - g - e * hv).norm();
  });
  if (!(std::abs(hessian_slope - 2) < 0.1))
    return fmt::format("Hessian: Taylor slope {:.3f}", hessian_slope);
  if (std::abs(u.cwiseProduct(hv).sum() - v.cwiseProduct(hu).sum()) > 1e-13)
    return "Hessian: not symmetric";

  const Points q =
      Eigen::HouseholderQR<Points>(random_points(z.rows(), z.rows(), 8)).householderQ();
  const Points rigid = (q * z).colwise() + State(random_points(z.rows(), 1, 9));
  if (std::abs(energy.evaluate({rigid, views}, nullptr) - value) > 1e-13)
    return "not invariant under rigid motions";
  if (std::abs(g.rowwise().sum().norm()) > 1e-14) return "gradient: does not sum to zero";
  const Points relabelled = z.rowwise().reverse();  // reverses samples and views alike
  if (std::abs(energy.evaluate({relabelled, views}, nullptr) - value) > 1e-13)
    return "not invariant under relabelling";
  return std::nullopt;
}

/// Planted errors: an energy that spoils one thing of a right one.
class Spoiled final : public Energy {
 public:
  enum class What { halved_gradient, halved_hessian, shifted_value };
  explicit Spoiled(What what) : what_(what) {}
  std::string_view name() const override { return "spoiled"; }
  double evaluate(const Latents& latents, Points* gradient) const override {
    const double value = right_->evaluate(latents, gradient);
    if (gradient && what_ == What::halved_gradient) *gradient *= 0.5;
    return what_ == What::shifted_value ? value + 1e-6 * latents.z(0, 0) : value;
  }
  void hessian_vector(const Latents& latents, PointsView v, PointsOut out) const override {
    right_->hessian_vector(latents, v, out);
    if (what_ == What::halved_hessian) out *= 0.5;
  }

 private:
  What what_;
  std::unique_ptr<Energy> right_ = make_simclr(0.2);
};

}  // namespace

TEST_CASE("laws: every energy with one, two and three views, d = 1, 2, 3, 5") {
  for (const EnergyEntry& entry : energies())
    for (const Index views : views_tried)
      for (const Index d : {1, 2, 3, 5})
        for (const double tau : {0.2, 2.0}) {
          const auto energy = entry.make(tau);
          const auto broken = broken_law(*energy, latents(d, views), views);
          INFO(entry.name, ", ", views, " views, d = ", d, ", tau = ", tau, ": ",
               broken.value_or(""));
          CHECK_FALSE(broken.has_value());
        }
}

TEST_CASE(
    "laws: a halved gradient, a halved Hessian and a value that sees the origin are rejected") {
  for (const auto what : {Spoiled::What::halved_gradient, Spoiled::What::halved_hessian,
                          Spoiled::What::shifted_value})
    CHECK(broken_law(Spoiled(what), latents(3, 1), 1).has_value());
}

TEST_CASE("laws: one view is the value at collapsed views") {
  const Points z = random_points(3, 5, 10);
  Points twice(3, 10);
  for (Index i = 0; i < 10; ++i) twice.col(i) = z.col(i / 2);
  for (const EnergyEntry& entry : energies()) {
    CAPTURE(entry.name);
    const auto energy = entry.make(0.4);
    CHECK(energy->evaluate({z, 1}, nullptr) ==
          doctest::Approx(energy->evaluate({twice, 2}, nullptr)).epsilon(1e-14));
  }
}

TEST_CASE("laws: energies refuse a temperature that is not positive and finite") {
  for (const EnergyEntry& entry : energies())
    for (const double tau : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()})
      CHECK_THROWS_WITH_AS(entry.make(tau), doctest::Contains("temperature must be positive"),
                           InputError);
}
