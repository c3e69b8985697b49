#include "sampled_square.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace simclr_flow::theory {
namespace {

/// A mean of m vectors, by their sum and the sum of their squares.
struct VectorMean {
  State sum;
  double squares, count, finite;

  State mean() const { return sum / count; }
  double variance() const {
    const double spread = std::max(squares - sum.squaredNorm() / count, 0.0) / (count - 1);
    return spread / count * finite;
  }
  double square_with(const State& known) const {
    return (known + mean()).squaredNorm() - variance();
  }
  VectorMean without(const State& term) const {
    return {sum - term, squares - term.squaredNorm(), count - 1, finite};
  }
};

}  // namespace

SampledSquare square_of(const PlainSpace& space, const State& x, const State& known,
                        const Points& terms, Index own, double finite) {
  const Index m = terms.cols();
  Points vectors(terms.rows(), m + 1);
  vectors << terms, known;
  vectors.col(own).setZero();
  const Points tangent = space.tangent_part(x.replicate(1, m + 1), vectors);
  const State along = tangent.col(m);
  const VectorMean all{tangent.leftCols(m).rowwise().sum(), tangent.leftCols(m).squaredNorm(),
                       static_cast<double>(m - 1), finite};
  SampledSquare found{all.square_with(along), all.variance(), State(m)};
  for (Index j = 0; j < m; ++j)
    found.without[j] = j == own ? std::numeric_limits<double>::quiet_NaN()
                                : all.without(tangent.col(j)).square_with(along);
  return found;
}

double error_of_squares(const State& without, double noise) {
  const double m = static_cast<double>(without.size());
  const double jackknife =
      std::sqrt((m - 1) / m) * (without.array() - without.mean()).matrix().norm();
  constexpr double errors = 5, exponent = 14.3;
  // Where noise is all there is, the jackknife's variance is twice the right one, 2 sum a_k^2.
  const double largest_part = std::min(noise, jackknife / 2);
  return jackknife + 2 * exponent / errors * largest_part;
}

}  // namespace simclr_flow::theory
