#pragma once
#include <string>

#include "simclr_flow/energy/energy.hpp"

namespace simclr_flow {

/// The first law of an Energy that it breaks, in a sentence that begins with its name; empty if all
/// hold. For tests of energies of one's own:
///
///   CHECK(broken_law(MyEnergy()) == "");
///
/// Looked at, along random directions, to rounding or by the slope of a Taylor remainder, with
/// equal masses and with unequal ones:
///   dE/dz is the gradient; hessian_vector is its derivative, and symmetric
///   is_translation_invariant: E is, and dE/dz sums to zero
///   E is invariant under rotations about 0 and relabelling of samples, and of views unless
///   tells_views_apart; equal masses are those that are not given
///   phi = dE/dp, along directions that keep the total mass; `derivative` is that of dE/dz and phi
///   along places and masses at once, and symmetric
///   E is never NaN, and dE/dz finite where E is: at the latents scaled by 1e-4 and 1e4, which are
///   those of extreme temperatures, and at latents in one place
///   is_functional_of_law: latents at one place are one of their masses, one of mass 0 is none
///
/// z: d×N latents of size 1 in general position, two samples of `views` at least. Without z they
/// are 12 random ones in R^d, the views of a sample near each other (views divides 12). With
/// positives, of an energy that takes them, samples are relabelled together with these.
/// Throws InputError for views that do not divide the latents so.
std::string broken_law(const Energy& energy, const Points& z, Index views,
                       const Positives* positives = nullptr);
std::string broken_law(const Energy& energy, Index d = 3, Index views = 1);

}  // namespace simclr_flow
