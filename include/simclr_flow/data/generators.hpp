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

/// Uniform in each of the four discs of this radius about (±1, ±1); labels 0-3 counterclockwise
/// from (1, 1). R². Mean: the centre; covariance radius²/4. Domain: radius >= 0.
/// Source: the data of Calder and Lee 2025, arXiv:2503.10812.
Dataset make_discs(double radius, Index per_class, std::uint64_t seed,
                   std::uint32_t substream = data_substreams::training);

/// Uniform in each of the four squares |x - c|_inf <= radius about c = (±1, ±1); labels as discs.
/// R². Mean: c; covariance radius²/3. Domain: radius >= 0.
Dataset make_boxes(double radius, Index per_class, std::uint64_t seed,
                   std::uint32_t substream = data_substreams::training);

/// x = radius·(cos 2πk/K, sin 2πk/K) + spread·g for class k of K = `clusters`. R².
/// Domain: clusters >= 1, radius >= 0, spread >= 0.
/// Source: the ring of Gaussians of Metz, Poole, Pfau, Sohl-Dickstein 2017, arXiv:1611.02163.
Dataset make_ring(Index clusters, double radius, double spread, Index per_class, std::uint64_t seed,
                  std::uint32_t substream = data_substreams::training);

/// Uniform by area in the annulus | |x| - (k + 1) | <= width/2 for class k of K = `clusters`:
/// concentric, and disjoint for width < 1. R². E|x|² = (k + 1)² + width²/4.
/// Domain: clusters >= 1, 0 <= width <= 1.
Dataset make_annuli(Index clusters, double width, Index per_class, std::uint64_t seed,
                    std::uint32_t substream = data_substreams::training);

/// The two halves of a Gaussian, moved apart: x = spread·g with x_1 = ±(gap/2 + spread·|g_1|), +
/// for class 0, - for class 1. R^D. E x_1 = ±(gap/2 + spread·sqrt(2/π)),
/// Var x_1 = spread²·(1 - 2/π). With gap = 0 the classes touch, and both together are N(0,
/// spread²). Domain: dim >= 1, gap >= 0, spread >= 0.
Dataset make_half_gaussians(Index dim, double gap, double spread, Index per_class,
                            std::uint64_t seed,
                            std::uint32_t substream = data_substreams::training);

/// A Gaussian mixture of equal shares: x = c_k + spread·g for class k, c_k column k of `centres`.
/// R^D. Domain: centres D×K, D >= 1, K >= 1; spread >= 0.
Dataset make_mixture(const Points& centres, double spread, Index per_class, std::uint64_t seed,
                     std::uint32_t substream = data_substreams::training);

/// K = `clusters` centres separation·g in R^D, D×K, from the substream `centres`: the same for the
/// points of a run and those held out. E|c_j - c_k|² = 2·D·separation².
Points draw_centres(Index dim, Index clusters, double separation, std::uint64_t seed);

}  // namespace simclr_flow
