#pragma once
// The exponent of a table. Private.
#include <cstdint>
#include <optional>
#include <vector>

#include "simclr_flow/core/parameter.hpp"

namespace simclr_flow {

/// e(s) through samples (r_i, e_i), s = r^2/2: the cubic spline in s with not-a-knot ends, twice
/// continuously differentiable. Past the last sample s_n it goes on with its value, slope -m and
/// curvature c m there: e' = -m/(1 + c (s - s_n)), a power of the distance, where c >= 0, which
/// continues gauss, student, rational and imq as themselves; where c < 0 the fall steepens to at
/// most twice, e' = -m (2 - 1/(1 + |c| (s - s_n))).
///
/// Domain: samples that `refusal` does not name. Error of an interpolated e with four continuous
/// derivatives: O(h^4), h the widest interval of s; of e' O(h^3), of e'' O(h^2).
/// Source: de Boor, A Practical Guide to Splines (1978), chapter IV.
class FallingSpline {
 public:
  /// Why these samples make no falling e, in words after "distances" or "log_kernel".
  static std::optional<Refusal> refusal(const std::vector<double>& distances,
                                        const std::vector<double>& exponents);

  /// `end_curvature`: m c, in place of what the spline has there, whose second differences of close
  /// samples are rounding.
  FallingSpline(const std::vector<double>& distances, const std::vector<double>& exponents,
                std::optional<double> end_curvature = std::nullopt);

  double exponent(double s) const;
  double slope(double s) const;
  double curvature(double s) const;
  static constexpr std::size_t fewest = 4, most = 10'000;

 private:
  /// e = a + x (b + x (c + x d)), x = s - begin.
  struct Piece {
    double begin, a, b, c, d;
  };
  /// Which pieces may hold s where s^{1/2} is in one of equal bins: of samples at equal distances
  /// two at most.
  struct Bin {
    std::uint32_t first, last;
  };
  std::optional<std::size_t> rising_piece() const;
  void make_bins();
  std::size_t search(double s, std::size_t first, std::size_t last) const;
  const Piece& piece(double s) const;

  std::vector<Piece> pieces_;
  std::vector<Bin> bins_;
  double bins_per_root_ = 0;
  double end_, value_, fall_, bend_;  ///< s_n, e_n, m, c
};

}  // namespace simclr_flow
