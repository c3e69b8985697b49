#pragma once
// What flows of latents on the sphere itself have in common. Private to flow.
#include "simclr_flow/geometry/manifold.hpp"
#include "simclr_flow/network/tangent_kernel.hpp"

namespace simclr_flow {

/// P(y) v.
inline Points projected(const Manifold& manifold, const Points& y, Points v) {
  manifold.project_tangent(manifold.ambient(y), v);
  return v;
}

/// D P(y) u along a motion of y: -(z'(z·u) + z (z'·u)).
inline Points projection_derivative(const Manifold& manifold, const Points& y, const Points& motion,
                                    const Points& u) {
  const Points z = manifold.ambient(y);
  Points dz(y.rows(), y.cols());
  manifold.push_forward(y, motion, dz);
  const State along = z.cwiseProduct(u).colwise().sum(),
              turned = dz.cwiseProduct(u).colwise().sum();
  return -(dz * along.asDiagonal() + z * turned.asDiagonal());
}

/// P Theta P at latents z.
inline TangentKernel tangent_part(const TangentKernel& kernel, const Points& z) {
  const Index q = z.rows();
  const Points& all = kernel.matrix();
  const auto block = [&](Index i, Index j) -> Points {  // one number if a multiple of the identity
    if (all.rows() == z.cols()) return all(i, j) * Points::Identity(q, q);
    return all.block(i * q, j * q, q, q);
  };
  const auto projection = [&](Index i) -> Points {
    return Points::Identity(q, q) - z.col(i) * z.col(i).transpose();
  };
  Points theta(z.size(), z.size());
  for (Index j = 0; j < z.cols(); ++j)
    for (Index i = 0; i < z.cols(); ++i)
      theta.block(i * q, j * q, q, q) = projection(i) * block(i, j) * projection(j);
  return TangentKernel(std::move(theta), q);
}

}  // namespace simclr_flow
