#include "simclr_flow/theory/spherical_codes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>

#include "leech_lattice.hpp"

namespace simclr_flow::theory {
namespace {

constexpr std::string_view sharp =
    "universally optimal: Cohn & Kumar, J. Amer. Math. Soc. 20 (2007)";
constexpr std::string_view seen_lowest =
    "lowest known for many kernels: Ballinger et al., Experiment. Math. 18 (2009)";

constexpr std::array codes{
    SphericalCode{"Ballinger 40", 10, 40, 3, "numerical", seen_lowest},
    SphericalCode{"Ballinger 64", 14, 64, 3, "numerical", seen_lowest},
    SphericalCode{"McLaughlin 112", 21, 112, 3, "proven", sharp},
    SphericalCode{"McLaughlin 162", 21, 162, 3, "proven", sharp},
    SphericalCode{"Higman-Sims 100", 22, 100, 3, "proven", sharp},
    SphericalCode{"McLaughlin 275", 22, 275, 4, "proven", sharp},
    SphericalCode{"isotropic 891", 22, 891, 5, "proven", sharp},
    SphericalCode{"equiangular 552", 23, 552, 5, "proven", sharp},
    SphericalCode{"kissing 4600", 23, 4600, 7, "proven", sharp},
    SphericalCode{"Leech 196560", 24, 196'560, 11, "proven", sharp},
};

/// As the first vector sees them.
ExactProducts products_of(const LeechCode& code, Index points) {
  const std::vector<LeechVector> vectors = code.vectors();
  if (std::ssize(vectors) != points)
    throw std::logic_error("a code of " + std::to_string(points) + " points has " +
                           std::to_string(vectors.size()));
  std::map<int, Index, std::greater<>> counts;
  for (const LeechVector& v : vectors) ++counts[dot(vectors[0], v)];
  ExactProducts found{code.denominator(), {}};
  std::int64_t common = found.denominator;
  for (const auto& [product, count] : counts) {
    found.parts.push_back({code.numerator(product), count});
    common = std::gcd(common, found.parts.back().numerator);
  }
  found.denominator /= common;
  for (ExactProducts::Part& part : found.parts) part.numerator /= common;
  return found;
}

__extension__ using Wide = __int128;

Wide power(Wide base, Index exponent) {
  Wide result = 1;
  for (Index k = 0; k < exponent; ++k) result *= base;
  return result;
}

}  // namespace

InnerProducts ExactProducts::rounded() const {
  InnerProducts all;
  for (const Part& part : parts)
    all.push_back({static_cast<long double>(part.numerator) / static_cast<long double>(denominator),
                   part.count});
  return all;
}

ExactProducts SphericalCode::products() const {
  if (points == 40) return {6, {{6, 1}, {1, 24}, {0, 4}, {-2, 3}, {-3, 8}}};
  if (points == 64) return {7, {{7, 1}, {1, 42}, {-1, 7}, {-3, 14}}};
  return products_of(leech_code(points), points);
}

std::span<const SphericalCode> spherical_codes() { return codes; }

const SphericalCode* spherical_code(Index d, Index n) {
  const auto found = std::ranges::find_if(
      codes, [&](const SphericalCode& code) { return code.dim == d && code.points == n; });
  return found == codes.end() ? nullptr : &*found;
}

bool sees_everywhere(const ExactProducts& products, PointsView z, double near) {
  std::vector<double> expected;
  for (const InnerProduct& t : products.rounded())
    expected.insert(expected.end(), static_cast<std::size_t>(t.count),
                    static_cast<double>(t.value));
  if (std::ssize(expected) != z.cols()) return false;
  for (Index i = 0; i < z.cols(); ++i) {
    State seen = z.transpose() * z.col(i);
    std::ranges::sort(seen, std::greater{});
    for (Index j = 0; j < seen.size(); ++j)
      if (!(std::abs(seen[j] - expected[static_cast<std::size_t>(j)]) <= near)) return false;
  }
  return true;
}

// int t^{2j} dmu = 1·3···(2j-1)/(d (d+2)···(d+2j-2)), and 0 of odd powers.
bool is_design(const ExactProducts& products, Index d, Index strength) {
  Wide points = 0;
  for (const ExactProducts::Part& part : products.parts) points += part.count;
  for (Index k = 1; k <= strength; ++k) {
    Wide sum = 0, odd = k % 2 == 0 ? 1 : 0, even = 1;
    for (const ExactProducts::Part& part : products.parts)
      sum += part.count * power(part.numerator, k);
    for (Index j = 0; j < k / 2; ++j) {
      odd *= 2 * j + 1;
      even *= d + 2 * j;
    }
    if (sum * even != points * odd * power(products.denominator, k)) return false;
  }
  return true;
}

}  // namespace simclr_flow::theory
