#pragma once
#include <cstdint>

#include "simclr_flow/data/dataset.hpp"

namespace simclr_flow {

// Laws of labelled points. Every generator draws `per_class` >= 1 points of class 0, then of class
// 1, ..., independently, from the stream `data`: one (seed, substream) gives one dataset. g is
// standard normal, g_1 its first coordinate.

/// Substreams of `data`: points held out follow the law of the others, with centres in common.
namespace data_substreams {
inline constexpr std::uint32_t training = 0, test = 1, centres = 2;
}

// Whose they are: of the authors of arXiv:2503.10812 we know the discs of their public script and
// its views (experiments/authors); all other parameters and defaults are ours.

/// (1, 1), (-1, 1), (-1, -1), (1, -1).
Points corners();

/// Uniform in each disc of this radius about column k of `centres`, 2×K; without centres about the
/// four corners. R². Mean: the centre; covariance radius²/4. Domain: radius >= 0. Throws InputError
/// for centres outside the plane.
/// Source: the data of Calder and Lee 2025, arXiv:2503.10812; the authors' script has the corners,
/// radius .8 and 400 points per class. Radius .2 and other centres are ours.
Dataset make_discs(const Points& centres, double radius, Index per_class, std::uint64_t seed,
                   std::uint32_t substream = data_substreams::training);
Dataset make_discs(double radius, Index per_class, std::uint64_t seed,
                   std::uint32_t substream = data_substreams::training);

/// Uniform in each box |x - c|_inf <= radius about c = column k of `centres`, D×K; without centres
/// about the four corners. Mean: c; covariance radius²/3. Domain: radius >= 0. Ours.
Dataset make_boxes(const Points& centres, double radius, Index per_class, std::uint64_t seed,
                   std::uint32_t substream = data_substreams::training);
Dataset make_boxes(double radius, Index per_class, std::uint64_t seed,
                   std::uint32_t substream = data_substreams::training);

/// x = radius·(cos 2πk/K, sin 2πk/K) + spread·g for class k of K = `clusters`. R².
/// Domain: clusters >= 1, radius >= 0, spread >= 0.
/// Source: the ring of Gaussians of Metz, Poole, Pfau, Sohl-Dickstein 2017, arXiv:1611.02163.
Dataset make_ring(Index clusters, double radius, double spread, Index per_class, std::uint64_t seed,
                  std::uint32_t substream = data_substreams::training);

/// x = r (cos θ, sin θ), r = radius + radial_spread·g_1 and θ = 2πk/K + angular_spread·g_2 in
/// radians, for class k of K = `clusters`. R². E|x|² = radius² + radial_spread²,
/// E x = radius exp(-angular_spread²/2)·(cos 2πk/K, sin 2πk/K). Domain: clusters >= 1, radius and
/// spreads >= 0. Ours.
Dataset make_polar_ring(Index clusters, double radius, double radial_spread, double angular_spread,
                        Index per_class, std::uint64_t seed,
                        std::uint32_t substream = data_substreams::training);

/// Uniform by area in the annulus | |x| - r_k | <= w_k/2 for class k: concentric. R². E|x|² = r_k²
/// + w_k²/4. Domain: 0 <= w_k <= 2 r_k; of width 2 r_k it is a disc. Classes may overlap. Throws
/// InputError for a width outside of it, or for radii and widths of different number. Ours.
Dataset make_annuli(const State& radii, const State& widths, Index per_class, std::uint64_t seed,
                    std::uint32_t substream = data_substreams::training);
/// Radii 1, 2, ..., K = `clusters` and one width: disjoint for width < 1. Domain: clusters >= 1,
/// 0 <= width <= 1.
Dataset make_annuli(Index clusters, double width, Index per_class, std::uint64_t seed,
                    std::uint32_t substream = data_substreams::training);

/// The two halves of a Gaussian, moved apart: x = spread·g with x_1 = ±(gap/2 + spread·|g_1|), +
/// for class 0, - for class 1. R^D. E x_1 = ±(gap/2 + spread·sqrt(2/π)),
/// Var x_1 = spread²·(1 - 2/π). With gap = 0 the classes touch, and both together are N(0,
/// spread²). Domain: dim >= 1, gap >= 0, spread >= 0. Ours.
Dataset make_half_gaussians(Index dim, double gap, double spread, Index per_class,
                            std::uint64_t seed,
                            std::uint32_t substream = data_substreams::training);

/// A Gaussian mixture of equal shares: x = c_k + spread·g for class k, c_k column k of `centres`.
/// R^D. Domain: centres D×K, D >= 1, K >= 1; spread >= 0. Ours.
Dataset make_mixture(const Points& centres, double spread, Index per_class, std::uint64_t seed,
                     std::uint32_t substream = data_substreams::training);

/// K = `clusters` centres separation·g in R^D, D×K, from the substream `centres`: the same for the
/// points of a run and those held out. E|c_j - c_k|² = 2·D·separation².
Points draw_centres(Index dim, Index clusters, double separation, std::uint64_t seed);

}  // namespace simclr_flow
