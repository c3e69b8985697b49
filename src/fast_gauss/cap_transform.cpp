#include "cap_transform.hpp"

#include <cmath>

#include "chebyshev_series.hpp"
#include "legendre_table.hpp"

namespace simclr_flow {
namespace {

/// L_i(s) of these nodes.
long double lagrange(const LongVector& nodes, Index i, long double s) {
  long double product = 1;
  for (Index j = 0; j < nodes.size(); ++j)
    if (j != i) product *= (s - nodes(j)) / (nodes(i) - nodes(j));
  return product;
}

/// r^m cos(m azimuth) or r^m sin(m azimuth) at (x, y).
long double harmonic_polynomial(Index m, bool sine, long double x, long double y) {
  long double re = 1, im = 0;
  for (Index k = 0; k < m; ++k) {
    const long double next = re * x - im * y;
    im = re * y + im * x;
    re = next;
  }
  return sine ? im : re;
}

}  // namespace

CapTransform::CapTransform(int degree) {
  const Index p = degree;
  const LongVector x = chebyshev_nodes(p);
  const LongMatrix transform = chebyshev_transform(p);
  std::vector<LongMatrix> functions;
  for (Index m = 0; m < p; ++m) {
    const LongVector squares = cap_squares(degree, m).cast<long double>();
    for (Index i = 0; i < squares.size(); ++i)
      for (const bool sine : {false, true}) {
        LongMatrix values(p, p);
        for (Index k = 0; k < p; ++k)
          for (Index b = 0; b < p; ++b)
            values(k, b) = harmonic_polynomial(m, sine, x(k), x(b)) *
                           lagrange(squares, i, x(k) * x(k) + x(b) * x(b));
        functions.push_back(transform * values * transform.transpose());
      }
  }
  functions_.resize(p * p, static_cast<Index>(functions.size()));
  for (std::size_t f = 0; f < functions.size(); ++f)
    functions_.col(static_cast<Index>(f)) = functions[f].cast<double>().reshaped();
}

const CapTransform& CapTransform::of_degree(int degree) {
  static const CapTransform low(patch_degrees[0]);
  if (degree == patch_degrees[0]) return low;
  static const CapTransform middle(patch_degrees[1]);
  if (degree == patch_degrees[1]) return middle;
  static const CapTransform high(patch_degrees[2]);
  return high;
}

Eigen::VectorXd CapTransform::to_nodes(const PatchPasses& passes, const double* square) const {
  const Index p = passes.degree;
  const Eigen::Map<const Eigen::MatrixXd, 0, Eigen::OuterStride<>> moments(
      square, p, p, Eigen::OuterStride<>(passes.stride));
  return functions_.transpose() * moments.reshaped();
}

void CapTransform::to_square(const PatchPasses& passes, const Eigen::VectorXd& nodes,
                             double* square) const {
  const Index p = passes.degree;
  const Eigen::VectorXd coefficients = functions_ * nodes;
  for (Index b = 0; b < p; ++b)
    for (Index k = 0; k < passes.stride; ++k)
      square[b * passes.stride + k] = k + b < p ? coefficients(b * p + k) : 0;
}

}  // namespace simclr_flow
