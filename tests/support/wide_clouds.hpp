#pragma once
// Latents whose sums are by inner products, and the errors of these.
#include <doctest/doctest.h>

#include "kernel_sum/wide_sum.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "support/kernels.hpp"
#include "support/samples.hpp"

namespace simclr_flow::test {

/// Latents and a temperature at which inner products serve.
struct WideCloud {
  std::string name;
  double tau;
  Points z;
};

inline Points on_sphere(Index d, Index count) {
  return random_points(d, count, 101).colwise().normalized();
}

/// Every latent followed by one that is `apart` from it.
inline Points doubled(const Points& z, double apart) {
  Points all(z.rows(), 2 * z.cols());
  for (Index i = 0; i < z.cols(); ++i) {
    all.col(2 * i) = z.col(i);
    all.col(2 * i + 1) = z.col(i) + apart * random_points(z.rows(), 1, 102).normalized();
  }
  return all;
}

/// Latents around ten of the unit sphere, or more where only fewer near pairs are worthwhile, in no
/// order.
inline Points clusters(Index d, Index count, double radius) {
  const Points centres = on_sphere(d, d < 24 ? 40 : 10);
  Points z = radius * random_points(d, count, 103);
  for (Index i = 0; i < count; ++i) z.col(i) += centres.col(i * 7 % centres.cols());
  return z;
}

/// At which 2 r^2/tau is `part` of what is allowed, r the largest distance from the centre.
inline double temperature_for(const Points& z, double part) {
  return 2 * (z.colwise() - State(z.rowwise().mean())).colwise().squaredNorm().maxCoeff() /
         (part * WidePoints::most_spread);
}

/// Of as many latents as inner products ask for, or `count`.
inline std::vector<WideCloud> wide_clouds(Index d, Index count = 24) {
  count = std::max(count, 1280 / d / 2 * 2 + 2);
  const Points normal = random_points(d, count, 104), sphere = on_sphere(d, count);
  std::vector<WideCloud> all{{"on the sphere", 0.1, sphere},
                             {"at the bound", temperature_for(normal, 0.99), normal},
                             {"at the bound, on the sphere", temperature_for(sphere, 0.99), sphere},
                             {"near one another", 1, 0.01 * normal},
                             {"hardly apart", 1, 1e-100 * normal},
                             {"huge", 1e200 * double(d), 1e100 * normal}};
  for (const double shift : {10.0, 1e3, 1e8})
    all.push_back({fmt::format("{} away", shift), 0.2 * double(d),
                   random_points(d, count, 105).array() + shift});
  for (const double apart : {0.1, 1e-3, 1e-6, 1e-9, 1e-13, 0.0})
    all.push_back(
        {fmt::format("twins {} apart", apart), 0.1, doubled(on_sphere(d, count / 2), apart)});
  for (const double apart : {1e-3, 1e-9, 0.0}) {
    Points antipodal = doubled(on_sphere(d, count / 2), apart);
    for (Index i = 0; i < count; i += 2) antipodal.col(i) *= -1;
    all.push_back({fmt::format("antipodal but for {}", apart), 0.1, antipodal});
  }
  for (const double radius : {1e-1, 1e-2, 1e-4, 1e-8})
    all.push_back({fmt::format("clusters of radius {}", radius), 0.2, clusters(d, count, radius)});
  return all;
}

inline PairData pair_data(const Profile& profile, const Points& z, Index group = 0,
                          const State& log_weights = State()) {
  return PairData({profile, nullptr, std::make_shared<ScratchPoints>(z), log_weights, true, group});
}
struct WideErrors {
  double value = 0, gradient = 0;  ///< relative to the sums of |terms|
};

inline WideErrors wide_errors(const char* preset, const KernelEntry& kernel,
                              const WideCloud& cloud) {
  const State raw = (0.5 * random_state(cloud.z.cols(), 106)).array().exp(), mass = raw / raw.sum();
  Points gradient;
  const double value =
      entry(energies(), preset).make({kernel, cloud.tau})->evaluate({cloud.z, 2, &mass}, &gradient);
  const auto plain = theory::plain_sum(
      {preset, kernel.name, cloud.tau, {}, standard_parameters(kernel)}, cloud.z, 2, &mass);
  return {std::abs(value - plain.value) / plain.value_scale,
          (gradient - plain.gradient).cwiseAbs().maxCoeff() / plain.gradient_scale};
}

inline void check_cloud(const KernelEntry& kernel, const WideCloud& cloud) {
  INFO(kernel.name, ", d = ", cloud.z.rows(), ", ", cloud.z.cols(), " latents ", cloud.name);
  CHECK(WidePoints::of(pair_data({kernel, cloud.tau}, cloud.z)).has_value());
  for (const char* preset : {"simclr", "nt-xent", "dhel", "simclr-cross"}) {
    INFO(preset);
    const WideErrors found = wide_errors(preset, kernel, cloud);
    CHECK(found.value <= 1e-13);
    CHECK(found.gradient <= 1e-12);
  }
}

}  // namespace simclr_flow::test
