#pragma once
// The minimal vectors of the Leech lattice, in integers. Private to theory.
#include <array>
#include <cstdint>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// In the coordinates in which minimal vectors have |v|^2 = 32.
using LeechVector = std::array<int, 24>;

inline int dot(const LeechVector& v, const LeechVector& w) {
  int sum = 0;
  for (std::size_t i = 0; i < v.size(); ++i) sum += v[i] * w[i];
  return sum;
}

/// The words of the extended binary Golay code, bit i coordinate i: the cyclic one of length 23
/// that x^11 + x^9 + x^7 + x^6 + x^5 + x + 1 generates, and a bit of parity. 2^12, of weights 0, 8
/// (759), 12, 16, 24.
std::vector<std::uint32_t> golay_code();

/// All 196560: (±4, ±4, 0^22), (±2^8, 0^16) on octads with an even number of minus signs, and
/// (-3, 1^23), -3 at any coordinate, with signs turned on a word of the code.
/// Source: Conway & Sloane, Sphere Packings, Lattices and Groups, chapter 4.
std::vector<LeechVector> minimal_vectors();

/// The minimal vectors with given inner products with given vectors of the lattice: projected onto
/// what is orthogonal to these, at most three, and normalised, a code of S^{23-k}.
struct LeechCode {
  std::vector<LeechVector> bases;
  std::vector<int> products;

  std::vector<LeechVector> vectors() const;
  /// The inner product of two points of the code whose vectors have this one, as a fraction over
  /// that of a point with itself: of v·w less c, c = p^T G^{-1} p with the Gram matrix G of the
  /// bases and p the products, both times det G.
  std::int64_t numerator(int product) const;
  std::int64_t denominator() const { return numerator(32); }
};

/// Those of theory/spherical_codes.hpp, by the number of points. Throws std::invalid_argument for
/// another.
LeechCode leech_code(Index points);

}  // namespace simclr_flow::theory
