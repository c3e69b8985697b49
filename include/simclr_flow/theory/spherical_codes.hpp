#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "simclr_flow/theory/inner_products.hpp"

namespace simclr_flow::theory {

/// The inner products that every point of a code sees, itself first: numerator/denominator, each
/// with the number of points that have it, descending.
struct ExactProducts {
  struct Part {
    std::int64_t numerator;
    Index count;
  };
  std::int64_t denominator;
  std::vector<Part> parts;

  InnerProducts rounded() const;  ///< in long double
};

/// Points of S^{d-1} that are told by the inner products that each of them sees, without
/// coordinates: pair energies need no more. Those of the table of theory/configurations.hpp, which
/// has coordinates, are not repeated.
///
///   Higman-Sims 100 (R^22), McLaughlin 112, 162 (R^21), 275 (R^22), isotropic 891 (R^22),
///   equiangular 552, kissing 4600 (R^23), Leech 196560 (R^24): minimal vectors of the Leech
///   lattice with given inner products with up to three of its vectors, projected. Proven to
///   minimize every completely monotone pair energy: with s inner products other than 1 they are
///   designs of strength 2s - 1 at least (sharp), which the tests compute in integers.
///   Ballinger 40 (R^10), 64 (R^14): the lowest known for many kernels, 3-designs. Their counts are
///   the only ones of a 3-design with these inner products.
///
/// Source: Cohn & Kumar, J. Amer. Math. Soc. 20 (2007), Table 1; Ballinger, Blekherman, Cohn,
/// Giansiracusa, Kelly, Schürmann, Experiment. Math. 18 (2009).
struct SphericalCode {
  std::string_view name;
  Index dim, points;
  Index strength;           ///< as a spherical design, and of no higher one
  std::string_view status;  ///< "proven" or "numerical": that its pair energies are least
  std::string_view source;

  /// Of those of the Leech lattice found from its vectors, in milliseconds; throws std::logic_error
  /// if they are not as many as `points`.
  ExactProducts products() const;
};

std::span<const SphericalCode> spherical_codes();
/// The one of n points in R^d, or null.
const SphericalCode* spherical_code(Index d, Index n);

/// Whether every point sees these inner products, each to `near`: what a code is known by, though
/// it need not be the only one. O(n^2 (d + log n)). Shapes: z d×n on the unit sphere.
bool sees_everywhere(const ExactProducts& products, PointsView z, double near);

/// Whether sum_y (x·y)^k = N int t^k dmu for k = 1, ..., strength, mu the law of a coordinate of
/// the uniform law of S^{d-1}, in integers: by every point x of a code that sees these products a
/// spherical design of that strength. Domain: strength <= 12.
bool is_design(const ExactProducts& products, Index d, Index strength);

}  // namespace simclr_flow::theory
