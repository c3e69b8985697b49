#include "simclr_flow/study/accuracy.hpp"

#include <cmath>
#include <limits>

#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/study/reduced_hessian.hpp"

namespace simclr_flow {

double length_scale(const Manifold& manifold) {
  if (!manifold.facts().walls) return 1;
  Points corner =
      Points::Constant(manifold.coordinate_dim(), 1, std::numeric_limits<double>::max());
  manifold.retract(corner);
  return corner.maxCoeff();
}

double stiffness(const Flow& flow, const State& x) {
  constexpr int iterations = 20;
  const ReducedHessian hessian(flow, x);
  if (hessian.unknowns() == 0) return 0;
  State u = RandomStream(1, streams::power_iteration).normals(hessian.size(), 1);
  double largest = 0;
  for (int k = 0; k < iterations; ++k) {
    const double length = u.stableNorm();
    if (!(length > 0)) break;
    u = hessian.apply(u / length);
    largest = std::max(largest, u.stableNorm());
  }
  return largest;
}

double place_uncertainty(const StudyEnd& end, double length) {
  if (end.eigenvalues.size() == 0) return 0;
  const double atoms = static_cast<double>(end.latents.cols()),
               least_mass = end.masses.size() > 0 ? end.masses.minCoeff() : 1 / atoms,
               forces = end.gradient_norm / length + force_rounding * end.largest;
  return forces / (end.eigenvalues.cwiseAbs().minCoeff() * std::sqrt(least_mass));
}

}  // namespace simclr_flow
