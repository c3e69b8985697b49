#include "coordinates.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>
#include <vector>

namespace simclr_flow::theory {
namespace {

using Real = long double;
constexpr Real golden = std::numbers::phi_v<Real>;

/// Columns side by side, each normalised.
Coordinates normalised(std::initializer_list<Coordinates> parts) {
  Index count = 0, at = 0;
  for (const auto& part : parts) count += part.cols();
  Coordinates z(parts.begin()->rows(), count);
  for (const auto& part : parts) {
    z.middleCols(at, part.cols()) = part.colwise().normalized();
    at += part.cols();
  }
  return z;
}

/// The values with every choice of signs of those that are not 0.
template <std::size_t d>
void add_signs(std::vector<std::array<Real, d>>& all, std::array<Real, d> values,
               std::size_t from) {
  if (from == d) return all.push_back(values);
  add_signs(all, values, from + 1);
  if (values[from] == 0) return;
  values[from] = -values[from];
  add_signs(all, values, from + 1);
}

template <std::size_t d>
bool is_even(const std::array<std::size_t, d>& order) {
  int inversions = 0;
  for (std::size_t i = 0; i < d; ++i)
    for (std::size_t j = 0; j < i; ++j) inversions += order[j] > order[i];
  return inversions % 2 == 0;
}

/// All even permutations of distinct values, with all signs.
template <std::size_t d>
Coordinates even_permutations(const std::array<Real, d>& values) {
  std::vector<std::array<Real, d>> all;
  std::array<std::size_t, d> order{};
  for (std::size_t i = 0; i < d; ++i) order[i] = i;
  do {
    if (!is_even(order)) continue;
    std::array<Real, d> permuted{};
    for (std::size_t i = 0; i < d; ++i) permuted[i] = values[order[i]];
    add_signs(all, permuted, 0);
  } while (std::ranges::next_permutation(order).found);
  Coordinates z = Coordinates::Zero(Index(d), Index(all.size()));
  for (std::size_t k = 0; k < all.size(); ++k)
    for (std::size_t i = 0; i < d; ++i) z(Index(i), Index(k)) = all[k][i];
  return z;
}

/// The orthogonal reflection that takes unit u to ±e_1, away from cancellation.
Coordinates reflection_to_first_axis(const Coordinates& u) {
  Coordinates v = u;
  v(0, 0) += u(0, 0) < 0 ? Real(-1) : Real(1);
  return Coordinates::Identity(u.rows(), u.rows()) - v * v.transpose() * (2 / v.squaredNorm());
}

}  // namespace

Coordinates single_atom(Index d, Index n) {
  Coordinates z = Coordinates::Zero(d, n);
  z.row(0).setOnes();
  return z;
}

Coordinates antipodal_pair(Index d) {
  Coordinates z = single_atom(d, 2);
  z(0, 1) = -1;
  return z;
}

Coordinates polygon(Index n) {
  Coordinates z(2, n);
  for (Index k = 0; k < n; ++k) {
    const Real angle = 2 * std::numbers::pi_v<Real> * Real(k) / Real(n);
    z.col(k) << std::cos(angle), std::sin(angle);
  }
  return z;
}

Coordinates simplex(Index d) {
  Coordinates z = Coordinates::Zero(d, d + 1);
  for (Index i = 0; i < d; ++i) {
    const Real left = Real(d - i);
    const Real pivot = std::sqrt(Real(d + 1) * left / (Real(d) * (left + 1)));
    z(i, i) = pivot;
    for (Index j = i + 1; j <= d; ++j) z(i, j) = -pivot / left;
  }
  return z;
}

Coordinates cross_polytope(Index d) {
  Coordinates z(d, 2 * d);
  z << Coordinates::Identity(d, d), -Coordinates::Identity(d, d);
  return z;
}

Coordinates hypercube(Index d) {
  Coordinates z(d, Index(1) << d);
  for (Index k = 0; k < z.cols(); ++k)
    for (Index i = 0; i < d; ++i) z(i, k) = ((k >> i) & 1 ? -1 : 1) / std::sqrt(Real(d));
  return z;
}

Coordinates half_hypercube(Index d) {
  const Coordinates all = hypercube(d);
  Coordinates z(d, all.cols() / 2);
  for (Index k = 0, next = 0; k < all.cols(); ++k)
    if (std::popcount(static_cast<std::uint64_t>(k)) % 2 == 0) z.col(next++) = all.col(k);
  return z;
}

Coordinates d_roots(Index d) {
  Coordinates z = Coordinates::Zero(d, 2 * d * (d - 1));
  Index next = 0;
  for (Index i = 0; i < d; ++i)
    for (Index j = 0; j < i; ++j)
      for (const Real si : {1, -1})
        for (const Real sj : {1, -1}) {
          z(i, next) = si / std::numbers::sqrt2_v<Real>;
          z(j, next++) = sj / std::numbers::sqrt2_v<Real>;
        }
  return z;
}

Coordinates icosahedron() {
  return normalised({even_permutations(std::array<Real, 3>{0, 1, golden})});
}

Coordinates dodecahedron() {
  return normalised({hypercube(3), even_permutations(std::array<Real, 3>{0, 1 / golden, golden})});
}

Coordinates six_hundred_cell() {
  return normalised({hypercube(4), cross_polytope(4),
                     even_permutations(std::array<Real, 4>{golden, 1, 1 / golden, 0})});
}

Coordinates e8_roots() { return normalised({d_roots(8), half_hypercube(8)}); }

Coordinates nearest_neighbours(const Coordinates& z) {
  const Index d = z.rows();
  Coordinates products = z.transpose() * z.col(0);
  products(0, 0) = -1;
  const Real nearest = products.maxCoeff();
  const Coordinates turned = reflection_to_first_axis(z.col(0)) * z;
  Coordinates found(d - 1, 0);
  for (Index k = 0; k < z.cols(); ++k) {
    if (products(k, 0) < nearest - Real(1e-9)) continue;
    found.conservativeResize(Eigen::NoChange, found.cols() + 1);
    found.col(found.cols() - 1) = turned.col(k).tail(d - 1).normalized();
  }
  return found;
}

}  // namespace simclr_flow::theory
