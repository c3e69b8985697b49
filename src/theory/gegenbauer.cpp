#include "simclr_flow/theory/gegenbauer.hpp"

namespace simclr_flow::theory {

std::vector<long double> gegenbauer(Index degree, Index d, long double t) {
  std::vector<long double> p{1, t};
  for (Index l = 1; l < degree; ++l) {
    const auto at = static_cast<std::size_t>(l);
    const auto a = static_cast<long double>(2 * l + d - 2), b = static_cast<long double>(l);
    p.push_back((a * t * p[at] - b * p[at - 1]) / (a - b));
  }
  p.resize(static_cast<std::size_t>(degree) + 1);
  return p;
}

long double gegenbauer_sum(const std::vector<long double>& h, Index d, long double t) {
  if (h.empty()) return 0;
  const auto p = gegenbauer(Index(h.size()) - 1, d, t);
  long double sum = 0;
  for (std::size_t l = 0; l < h.size(); ++l) sum += h[l] * p[l];
  return sum;
}

std::vector<double> design_moments(PointsView z, Index degree, const State* mass) {
  Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic> x = z.cast<long double>();
  x.colwise().normalize();  // norms rounded to double would enter at first order
  std::vector<long double> sums(static_cast<std::size_t>(degree) + 1, 0);
  const long double equal = 1 / static_cast<long double>(z.cols());
  for (Index i = 0; i < z.cols(); ++i)
    for (Index j = 0; j <= i; ++j) {
      const auto p = gegenbauer(degree, z.rows(), x.col(i).dot(x.col(j)));
      const long double pair =
          (mass ? static_cast<long double>((*mass)[i]) * (*mass)[j] : equal * equal) *
          (i == j ? 1 : 2);
      for (std::size_t l = 0; l < p.size(); ++l) sums[l] += pair * p[l];
    }
  return {sums.begin(), sums.end()};
}

}  // namespace simclr_flow::theory
