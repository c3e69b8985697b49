#pragma once
#include <optional>
#include <string_view>

#include "simclr_flow/core/types.hpp"
#include "simclr_flow/theory/plain_sum.hpp"

namespace simclr_flow::theory {

// What latents do that are all but in one place. With y (q×N) the outputs less a common point,
// q = d on R^d, 1 on the circle, and the tangent part on spheres,
//
//   E = E_c - (1/2) tr(y B y^T) + O(|y|^3),    y' = -dE/dy Theta = y B Theta + O(|y|^2)

/// The coefficients of E = E_c + (beta/tau) (c S_w - gamma S_t) + O(|y|^3),
///   S_t = sum_i p_i |y_i - ybar|^2,   S_w = sum_i p_i |y_i - (its sample's mean)|^2,
/// so that B = (2 beta/tau) diag(p) (gamma H - c W), of equal masses (2 beta/(tau N)) (gamma H - c
/// W): H centres, W = I - averaging within samples.
struct CollapseCoefficients {
  double beta;   ///< (log R - log A) Psi' at collapse: R/A/(offset + R/A), 1 of losses by log alone
  double gamma;  ///< repulsion of all latents: 1, N/(N - 1) without the own, N/(N - V)
  double c;      ///< attraction of views: V/(V - 1), and V/(N - V) where negatives leave out views
};

/// Of n samples of V views:
///
///   preset           beta              gamma        c
///   simclr           1/2               1            V/(V-1)
///   simclr-noself    (N-1)/(2N-1)      N/(N-1)      V/(V-1)
///   info-nce         1                 1            V/(V-1)
///   nt-xent          1                 N/(N-1)      V/(V-1)      V = 1: gamma = 2n/(2n-1)
///   dcl              1                 N/(N-V)      V/(V-1) + V/(N-V)
///   linear           1                 1            V/(V-1)
///
/// V = 1: S_w = 0, c = 0. By quadrature c loses V/(V-1) - 1: positive pairs are all those of a
/// sample with their weights, the latent itself among them. Nothing for other presets (those of
/// negatives in one view, whose form takes views apart), and by quadrature for negatives "others".
/// Domain: n >= 2, V >= 1; throws InputError outside. Status: proven (Taylor); ours.
std::optional<CollapseCoefficients> collapse_coefficients(std::string_view preset, Index samples,
                                                          Index views, bool quadrature = false);

/// B of any energy that plain_sum knows, N×N and symmetric, B 1 = 0: the Laplacian of the law of
/// negative pairs less that of positive pairs,
///
///   B = pull(0) sum_{i,j} m_ij (e_i - e_j)(e_i - e_j)^T,
///   m_ij = p_i Psi' (share of j in R_i - share of j among the positives of i)
///
/// with pull(0) = -d log k/d(|z - z'|^2/2) at 0, 1/tau of the gauss kernel. alignment: -2 sum of
/// its positive pairs; uniformity: the pairs that it counts. `weights`: of views that are a
/// quadrature, else empty. O(N^2) pairs, N^2 numbers.
/// Throws std::invalid_argument as plain_sum does, and where a kernel of infinite pull at 0 plays a
/// part.
Points collapse_form(const PlainEnergy& energy, Index samples, Index views,
                     const State& weights = {});
/// Whether there is one: plain_sum knows the energy, and its kernel, where that plays a part, has a
/// finite pull at 0.
bool has_collapse_form(const PlainEnergy& energy);
/// pull(0)^{-1/2}, the length within which the kernel is near its second order: sqrt(tau) of gauss.
/// 1, the radius of spheres, where no kernel plays a part: E is of second order then.
/// Throws as collapse_form.
double length_at_zero(const PlainEnergy& energy);

/// The modes of y' = y B Theta, all of them or those that move: left eigenvectors l of Theta B,
/// along which y·l grows as exp(rate t).
struct CollapseModes {
  State rates;     ///< real, falling
  Points vectors;  ///< a column each, of norm 1
};

/// Of a positive semidefinite Theta of as many rows as B: Theta^{1/2} B Theta^{1/2} is symmetric,
/// with eigenvectors u; l = B Theta^{1/2} u. Modes slower than 1e-9 of the fastest, which rounding
/// decides, are left out. O(N^3).
CollapseModes collapse_modes(PointsView form, PointsView theta);

}  // namespace simclr_flow::theory
