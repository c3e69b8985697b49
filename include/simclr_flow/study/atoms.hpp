#pragma once
#include <optional>

#include "simclr_flow/flow/flow.hpp"

namespace simclr_flow {

/// A law sum_i p_i delta_i of N atoms at y (coordinate_dim×N) with masses p_i > 0 of sum 1.
struct Atoms {
  Points y;
  State mass;
  Index count() const { return mass.size(); }
};

/// The law that a state of a flow of latents is; equal masses where the flow moves none.
Atoms atoms_of(const Flow& flow, const State& x);

/// Atoms nearer to each other than `distance` (of ambient points) become one, and so do chains of
/// them: at their mean by mass (on spheres normalised, of angles the nearest turns) with their
/// total mass, in the order of first appearance. O(N^2).
Atoms merged(const Manifold& manifold, const Atoms& atoms, double distance);

/// Without atoms lighter than least_mass, the others scaled to sum 1; the heaviest always stays.
Atoms pruned(const Atoms& atoms, double least_mass);

/// With one more atom of this mass, in (0, 1), at y, the last; the others are scaled by 1 - mass.
Atoms with_atom(const Atoms& atoms, const State& y, double mass);

/// phi = dE/dp of a law at any places: what an atom of small mass there would change E by, a unit
/// of mass.
struct FirstVariation {
  State at_places;
  State at_atoms;
  double mean;  ///< sum_i p_i phi_i
};
/// At places y (coordinate_dim×any), exact: they are latents of mass 0.
/// Domain: single views, and energies that are functions of the law alone: simclr, linear, custom
/// with negatives "all", self and mean (Energy::is_functional_of_law). uniformity and the presets
/// that leave an atom out of its own sum are not: two atoms at one place differ from one. Throws
/// InputError for them.
FirstVariation first_variation_at(const Energy& energy, const Manifold& manifold,
                                  const Atoms& atoms, PointsView places);

/// A place y on M at which phi < mean phi - tolerance: an atom of small mass there lowers E; that
/// where phi is lowest. None if M has no such place among the trial ones. A minimizer among all
/// laws has phi >= mean phi on all of M, hence phi = mean phi at its atoms; for `linear` with gauss
/// kernels, where E is convex, a law with this property is one. Masses should be stationary first:
/// else the place may be that of an atom that wants more mass.
///
/// How: phi on about `trials` places - a grid of a box (its walls included) or a circle, a spiral
/// of S^2, else random ones of a sphere - then a compass search from the 32 lowest, to a millionth
/// of their spacing. Places finer than the spacing of about trials^{-1/dim} may be missed: kernels
/// should be wider.
/// Source: Chizat & Bach 2018 (optimality condition on measures); the conditional gradient method.
/// Throws InputError as first_variation_at does, and on R^d, where no law is a minimizer.
std::optional<State> better_place(const Energy& energy, const Manifold& manifold,
                                  const Atoms& atoms, double tolerance, Index trials = 4096);

}  // namespace simclr_flow
