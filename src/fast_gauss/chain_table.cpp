#include "chain_table.hpp"

#include <algorithm>
#include <numbers>

#include "cell_pieces.hpp"

namespace simclr_flow {
namespace {

using Exact = ExactTable;

long double chebyshev_node(Index i, Index degree) {
  return std::cos(std::numbers::pi_v<long double> * static_cast<long double>(2 * i + 1) /
                  static_cast<long double>(2 * degree));
}

/// Row k: the coefficients of Chebyshev's polynomial T_k, integers.
Exact chebyshev_powers(Index n) {
  Exact power = Exact::Zero(n, n);
  for (Index k = 0; k < n; ++k) {
    if (k < 2) power(k, k) = 1;
    for (Index a = 0; k >= 2 && a < n; ++a)
      power(k, a) = (a > 0 ? 2 * power(k - 1, a - 1) : 0) - power(k - 2, a);
  }
  return power;
}

/// From values at the nodes to the coefficients of T_0, T_1, ...
Exact chebyshev_transform(Index n) {
  Exact transform(n, n);
  for (Index k = 0; k < n; ++k)
    for (Index i = 0; i < n; ++i)
      transform(k, i) =
          std::cos(std::numbers::pi_v<long double> * static_cast<long double>(k * (2 * i + 1)) /
                   static_cast<long double>(2 * n)) *
          static_cast<long double>(k == 0 ? 1 : 2) / static_cast<long double>(n);
  return transform;
}

/// k - k(offset) at the nodes of x and y.
Exact changes_at_nodes(const ChainKernel& kernel, long double offset, long double half_width,
                       Index n) {
  Exact changes(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j)
      changes(i, j) = kernel.change(
          offset, offset + half_width * (chebyshev_node(i, n) - chebyshev_node(j, n)));
  return changes;
}

/// T[a, b] of the kernel less its value at the offset.
struct TableOfCells {
  ExactTable table;
  double noise;  ///< what long double may have lost of it
};

/// From values at nodes to coefficients of powers. First Chebyshev's coefficients, which decay:
/// their rounding is not multiplied by the large coefficients of his polynomials, as that of a sum
/// over nodes would be.
class PowersOfNodes {
 public:
  explicit PowersOfNodes(Index n)
      : power_(chebyshev_powers(n)), transform_(chebyshev_transform(n)) {}
  TableOfCells table(const ChainKernel& kernel, long double offset, long double half_width) const {
    const Index n = power_.rows();
    const Exact changes = changes_at_nodes(kernel, offset, half_width, n);
    const Exact chebyshev = transform_ * changes * transform_.transpose();
    return {
        power_.transpose() * chebyshev * power_,
        0x1p-63 * static_cast<double>(n * n) * static_cast<double>(changes.cwiseAbs().maxCoeff())};
  }

 private:
  Exact power_, transform_;
};

/// Absolute sums of T[a, b] and a T[a, b].
InterpolationError sizes_of(const Exact& table) {
  InterpolationError size{0, 0};
  for (Index a = 0; a < table.rows(); ++a) {
    const double row = static_cast<double>(table.row(a).cwiseAbs().sum());
    size.value += row;
    size.slope += static_cast<double>(a) * row;
  }
  return size;
}

/// Roundings that a value has seen at most, in units of 2^-53 of the absolute sum of its terms.
double roundings_of(const ChainShape& shape) {
  const double additions = most_piece_points / 2.0 + 32,  // two lanes at least; a tree of pieces
      translations = static_cast<double>((2 * shape.reach + 1) * shape.degree);
  return additions + translations + 6 * shape.degree;
}

}  // namespace

ChainTable::ChainTable(const ChainKernel& kernel, const ChainShape& shape)
    : reach_(shape.reach),
      block_(shape.degree * coefficient_stride),
      entries_(static_cast<std::size_t>((2 * reach_ + 1) * block_), 0.0),
      errors_(static_cast<std::size_t>(2 * reach_ + 1)) {
  const PowersOfNodes powers(shape.degree);
  const double half_width = shape.width / 2, rounding = 0x1p-53 * roundings_of(shape),
               squared_degree = shape.degree * shape.degree;
  for (Index o = 0; o <= reach_; ++o) {
    const long double offset = static_cast<long double>(o) * static_cast<long double>(shape.width);
    auto [table, noise] = powers.table(kernel, offset, half_width);
    table(0, 0) += kernel.value(offset);
    const InterpolationError cut = interpolation_error(kernel, static_cast<double>(offset),
                                                       half_width, shape.degree),
                             size = sizes_of(table);
    set(o, table,
        {cut.value + rounding * size.value + noise,
         cut.slope + rounding * size.slope + noise * squared_degree});
  }
}

void ChainTable::set(Index offset, const ExactTable& table, const InterpolationError& error) {
  for (const int side : {1, -1}) {  // the kernel is even
    double* block = entries_.data() + (side * offset + reach_) * block_;
    for (Index b = 0; b < table.rows(); ++b)
      for (Index a = 0; a < table.rows(); ++a)
        block[b * coefficient_stride + a] =
            static_cast<double>(table(a, b)) * ((a + b) % 2 == 0 ? 1 : side);
    errors_[static_cast<std::size_t>(side * offset + reach_)] = error;
  }
}

}  // namespace simclr_flow
