#include <algorithm>

#include "simclr_flow/core/cancellation.hpp"
#include "simclr_flow/core/orthogonal_bases.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"
#include "simclr_flow/diagnostics/kernel_measures.hpp"

namespace simclr_flow {
namespace {

constexpr Index whole_below = 256;
constexpr int most_iterations = 300;
constexpr double residual = 1e-10;

/// Takes the mean over the latents from every column, of each output by itself.
void centre_columns(Points& a, Index latents) {
  for (Index k = 0; k < a.cols(); ++k) {
    Eigen::Map<Points> column(a.col(k).data(), a.rows() / latents, latents);
    const State mean = column.rowwise().mean();
    column.colwise() -= mean;
  }
}

/// H Theta H/N.
Points centred(Points theta, Index latents) {
  centre_columns(theta, latents);
  theta.transposeInPlace();
  centre_columns(theta, latents);
  return theta / static_cast<double>(latents);
}

/// The leading modes of a on the span of the orthonormal columns q, all of them.
Modes ritz(const Points& q, const Points& aq) {
  const Points inside = q.transpose() * aq;
  const auto [values, vectors] = symmetric_eigen((inside + inside.transpose()) / 2);
  return {values.reverse(), q * vectors.rowwise().reverse()};
}

}  // namespace

Modes leading_modes(const Points& theta, Index latents, Index count) {
  const Points a = centred(theta, latents);
  const Index rows = a.rows(), block = rows <= whole_below ? rows : std::min(rows, 2 * count + 32);
  Points q =
      block == rows
          ? Points(Points::Identity(rows, rows))
          : orthonormal_columns(a * RandomStream(0, streams::kernel_modes).normals(rows, block));
  const double rounding = 1e-15 * theta.norm();
  Modes modes;
  for (int k = 0; k < most_iterations; ++k) {
    throw_if_cancelled();
    const Points aq = a * q;
    modes = ritz(q, aq);
    modes.values.conservativeResize(count);
    modes.vectors.conservativeResize(Eigen::NoChange, count);
    const Points rest = a * modes.vectors - modes.vectors * modes.values.asDiagonal();
    if (block == rows || rest.norm() <= residual * modes.values[0] + rounding) break;
    q = orthonormal_columns(aq);
  }
  return modes;
}

}  // namespace simclr_flow
