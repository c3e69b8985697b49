// Sums by fast_gauss against direct ones.
#include <doctest/doctest.h>

#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/fast_gauss/gauss_grid.hpp"
#include "simclr_flow/kernel_sum/kernel_sum.hpp"
#include "simclr_flow/kernel_sum/summation.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

using Way = Summation::Way;

Profile summed(double tau, Way way, double accuracy = 1e-10) {
  return Profile(gauss(tau)).summed({way, accuracy});
}

/// On the unit circle or sphere.
Points on_sphere(Points z) {
  z.colwise().normalize();
  return z;
}

/// Clouds of every geometry that fast sums know, with outliers far from all others.
struct Cloud {
  std::string geometry;
  Points z;
};
bool is_round(const Cloud& cloud) {
  return cloud.geometry == "circle" || cloud.geometry == "sphere";
}
/// More points where a cloud lies.
Points points_beside(const Cloud& cloud, Index n, std::uint32_t seed) {
  const Points z = random_points(cloud.z.rows(), n, seed);
  return is_round(cloud) ? on_sphere(z) : z;
}
std::vector<Cloud> clouds(Index n, std::uint32_t seed) {
  std::vector<Cloud> all{{"line", random_points(1, n, seed)},
                         {"circle", on_sphere(random_points(2, n, seed + 1))},
                         {"sphere", on_sphere(random_points(3, n, seed + 3))},
                         {"plane", random_points(2, n, seed + 2)}};
  for (Cloud& cloud : all)
    if (!is_round(cloud)) cloud.z.col(3) *= 30;
  return all;
}

struct Sums {
  State potential, response;
  Points gradient;
  bool operator==(const Sums&) const = default;
};

Sums sums_of(const KernelSum& sum, const Points& z) {
  Sums found{sum.log_potential(z), {}, Points::Zero(z.rows(), z.cols())};
  sum.add_gradient(
      z,
      [](Index row, double log_sum) { return std::cos(static_cast<double>(row)) + 0.1 * log_sum; },
      found.gradient);
  found.response = sum.log_response(z, -0.5 * found.potential);
  return found;
}

/// Of logs, where they are finite; infinite ones must be the same.
double largest_difference(const State& a, const State& b) {
  double largest = 0;
  for (Index i = 0; i < a.size(); ++i)
    if (a[i] != b[i]) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

struct Setting {
  Negatives negatives;
  Index views;
};
constexpr Setting settings[] = {{Negatives::all, 1},           {Negatives::others, 1},
                                {Negatives::other_samples, 3}, {Negatives::same_view, 3},
                                {Negatives::cross, 3},         {Negatives::other_samples, 1}};

KernelSum kernel_sum(const Setting& setting, const Profile& profile, const State& log_mass) {
  return KernelSum(profile, setting.negatives, setting.views).weighted(log_mass);
}

}  // namespace

TEST_CASE("fast sums: those of all pairs, to the accuracy that is asked") {
  constexpr Index n = 60;
  for (std::uint32_t seed = 0; seed < 2; ++seed)
    for (const auto& [geometry, z] : clouds(n, 10 * seed)) {
      REQUIRE(plan_of_sums(summed(0.1, Way::fast), z).geometry == geometry);
      for (const double tau : {geometry == "sphere" ? 0.05 : 1e-3, 0.1, 10.0})
        for (const double accuracy : {1e-5, 1e-10, 1e-12})
          for (const Setting& setting : settings)
            for (const bool masses : {false, true}) {
              INFO(geometry << ", tau " << tau << ", accuracy " << accuracy << ", negatives "
                            << static_cast<int>(setting.negatives) << ", masses " << masses);
              const State log_mass = masses ? State(3 * random_state(n, seed)) : State();
              const Sums exact = sums_of(kernel_sum(setting, gauss(tau), log_mass), z),
                         fast = sums_of(
                             kernel_sum(setting, summed(tau, Way::fast, accuracy), log_mass), z);
              const double allowed = accuracy + 1e-13 * (1 + exact.potential.cwiseAbs().maxCoeff());
              CHECK(largest_difference(fast.potential, exact.potential) <= allowed);
              CHECK(largest_difference(fast.response, exact.response) <= 4 * allowed);
              CHECK((fast.gradient - exact.gradient).cwiseAbs().maxCoeff() <=
                    10 * allowed * (exact.gradient.cwiseAbs().maxCoeff() + 1 / std::sqrt(tau)));
            }
    }
}

TEST_CASE("fast sums: what is planned, and why not") {
  for (const auto& [geometry, z] : clouds(5000, 1)) {
    for (const Way way : {Way::automatic, Way::fast}) {
      const SumPlan plan = plan_of_sums(summed(0.1, way), z);
      CHECK(plan.is_fast);
      CHECK(plan.geometry == geometry);
      CHECK(plan.reason == "");
    }
    CHECK(plan_of_sums(summed(0.1, Way::direct), z).reason == "direct sums are asked for");
    CHECK(plan_of_sums(gauss(0.1), z).reason == "direct sums are asked for");
    CHECK(plan_of_sums(summed(0.1, Way::automatic), z.leftCols(700)).reason == "few latents");
  }
  const auto reason = [](Way way, const Points& z, const Profile& profile) {
    return plan_of_sums(Profile(profile).summed({way}), z).reason;
  };
  CHECK(reason(Way::fast, random_points(1, 99, 1), Profile(entry(kernels(), "student"), 1)) ==
        "the kernel is not gauss");
  CHECK(reason(Way::fast, random_points(4, 99, 1), gauss(1)) == "latents have 4 dimensions");
  CHECK(reason(Way::fast, random_points(3, 99, 1), gauss(1)) ==
        "latents of 3 dimensions are not on one sphere about the origin");
  CHECK(reason(Way::fast, Points(1, 0), gauss(1)) == "there are no latents");
  CHECK(reason(Way::fast, random_points(3, 99, 1).colwise().normalized(), gauss(1e-4)) ==
        "the temperature is out of range for sums on the sphere");
  CHECK(reason(Way::fast, Points::Constant(2, 9, std::numeric_limits<double>::quiet_NaN()),
               gauss(1)) == "coordinates are not finite");
  CHECK(reason(Way::fast, Points::Constant(1, 9, 1e200), gauss(1)) ==
        "coordinates are too large for cells of the width of the kernel");
  CHECK(reason(Way::automatic, 1e4 * random_points(2, 800, 1), gauss(1e-4)) ==
        "direct sums are faster");
  CHECK_THROWS_AS(gauss(1).summed({Way::fast, 1e-13}), InputError);
  CHECK_THROWS_AS(gauss(1).summed({Way::fast, 1e-3}), InputError);
}

TEST_CASE("fast sums: few latents get what direct sums give, bit for bit") {
  for (const auto& [geometry, z] : clouds(500, 1))
    for (const Setting& setting : settings)
      CHECK(sums_of(kernel_sum(setting, summed(0.1, Way::automatic), {}), z) ==
            sums_of(kernel_sum(setting, gauss(0.1), {}), z));
}

TEST_CASE("fast sums: rows that no bound vouches for are summed directly") {
  // Each latent but its own is far: what is left of the whole sum is lost in its error.
  const double tau = 0.01, accuracy = 1e-10;
  const Points z = Points(State::LinSpaced(40, 0, 31).transpose());
  const State exact = KernelSum(gauss(tau), Negatives::others).log_potential(z),
              fast = KernelSum(summed(tau, Way::fast), Negatives::others).log_potential(z);
  CHECK(fast == exact);
  CHECK(fast.maxCoeff() < -30);
  const auto grid = make_line_grid(tau, accuracy);
  const auto cloud = grid->sort(z);
  State whole(z.cols());
  grid->sums({*cloud}, {*cloud, whole.data()});
  const double planted = whole[5] - 1;  // the sum itself, without that care
  CHECK_FALSE(std::abs(planted / std::exp(exact[cloud->number(5)]) - 1) <= accuracy);
}

TEST_CASE("fast sums: results do not depend on threads, nor on what was summed before") {
  const Index before = thread_count();
  for (const Cloud& cloud : clouds(1500, 3))
    for (const Negatives negatives : {Negatives::all, Negatives::others}) {
      INFO(cloud.geometry);
      set_thread_count(1);
      const Sums fresh = sums_of(KernelSum(summed(0.1, Way::fast), negatives), cloud.z);
      set_thread_count(2);
      const Profile used = summed(0.1, Way::fast);
      for (const double step : {0.3, 1e-3, 0.0}) {
        Points moved = cloud.z + step * points_beside(cloud, cloud.z.cols(), 9);
        if (is_round(cloud) && step > 0) moved = on_sphere(moved);
        const Sums again = sums_of(KernelSum(used, negatives), moved);
        CHECK((again == fresh) == (step == 0));
        if (step > 0) CHECK(again == sums_of(KernelSum(summed(0.1, Way::fast), negatives), moved));
      }
    }
  set_thread_count(before);
}

TEST_CASE("fast sums: transforms of charges of both signs") {
  for (const Cloud& cloud : clouds(200, 5)) {
    const State charges = random_state(200, 6), log_mass = random_state(200, 7);
    const Points x = points_beside(cloud, 50, 8);
    const State exact = CrossSum(gauss(0.1), x, cloud.z, log_mass).transform(charges),
                fast = CrossSum(summed(0.1, Way::fast), x, cloud.z, log_mass).transform(charges);
    CHECK((fast - exact).cwiseAbs().maxCoeff() <= 1e-10 * exact.cwiseAbs().maxCoeff());
    CHECK(fast != exact);
  }
}
