#include "simclr_flow/theory/inner_products.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow::theory {
namespace {

constexpr long double same = 1e-12L;

bool agree(const InnerProducts& a, const InnerProducts& b) {
  return std::ranges::equal(a, b, [](const InnerProduct& x, const InnerProduct& y) {
    return x.count == y.count && std::abs(x.value - y.value) < same;
  });
}

}  // namespace

InnerProducts inner_products(PointsView z, Index i) {
  if (i < 0 || i >= z.cols())
    throw InputError(fmt::format("inner products of point {}: there are {} points", i, z.cols()));
  const Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic> x = z.cast<long double>();
  std::vector<long double> values;
  for (Index j = 0; j < z.cols(); ++j) values.push_back(x.col(i).dot(x.col(j)));
  std::ranges::sort(values, std::greater{});
  InnerProducts groups;
  long double last = 0;
  for (const long double t : values) {
    if (groups.empty() || last - t > same) groups.push_back({0, 0});
    groups.back().value += t;
    ++groups.back().count;
    last = t;
  }
  for (auto& group : groups) group.value /= static_cast<long double>(group.count);
  return groups;
}

InnerProducts common_inner_products(PointsView z) {
  InnerProducts first = inner_products(z, 0);
  for (Index i = 1; i < z.cols(); ++i)
    if (!agree(first, inner_products(z, i)))
      throw InputError(fmt::format("point {} sees other inner products than point 0", i));
  return first;
}

}  // namespace simclr_flow::theory
