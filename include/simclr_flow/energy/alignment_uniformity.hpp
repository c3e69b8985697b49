#pragma once
#include <memory>

#include "simclr_flow/energy/energy.hpp"
#include "simclr_flow/kernel_sum/profile.hpp"

namespace simclr_flow {

/// Mean over latents and their positives of |u - u'|^2: over two views of a sample (0 for views =
/// 1), or as energy/positives.hpp says. View weights: the mean over two independent views. The
/// profile is not used. Minimizer: collapsed views. Source: Wang & Isola, arXiv:2005.10242,
/// exponent 2.
std::unique_ptr<Energy> make_alignment(Profile profile);

/// log of the mean kernel over pairs i != j (weighted by p_i p_j), in (-inf, 0]; N >= 2. Smaller is
/// more uniform. Of views it counts all N(N - 1)/2 pairs of latents, positive ones among them.
/// Source: Wang & Isola, arXiv:2005.10242, with 1/(2 tau) for their t.
std::unique_ptr<Energy> make_uniformity(Profile profile);

/// The mean over views a of the uniformity of the n latents u_1a, ..., u_na alone: no pair of two
/// views is counted, as in Wang & Isola's own code. With masses each view is a law of its own, of
/// masses p_ia/sum_j p_ja. views = 1: uniformity. n >= 2.
std::unique_ptr<Energy> make_uniformity_per_view(Profile profile);

/// The two as measures of latents: gauss kernel, the latents' own masses (alignment), equal ones.
double alignment(const Latents& latents);
double uniformity(PointsView z, double temperature, const Summation& summation = {});

}  // namespace simclr_flow
