#pragma once
#include <string>
#include <vector>

#include "simclr_flow/core/archive.hpp"
#include "simclr_flow/diagnostics/cluster_measures.hpp"
#include "simclr_flow/diagnostics/growth.hpp"

namespace simclr_flow {

// Tangent kernels are N×N (acting as Theta ⊗ Id) or Nq×Nq matrices, output c of latent i in row
// i·q + c, symmetric and positive semidefinite, as TangentKernel::matrix() gives them.

/// |Theta - Theta_0|_F/|Theta_0|_F, how far a kernel has moved; 0 where it has not, also of the
/// kernel 0 (of a network whose units are all dead).
double kernel_drift(const Points& theta, const Points& start);

/// Leading eigenvalues, falling, and orthonormal eigenvectors in columns.
struct Modes {
  State values;
  Points vectors;
};
/// Of H Theta H/N, H = Id - (mean over the latents, of each output by itself): near collapse raw
/// outputs grow along them at 2 mu_r/((1+alpha) tau). A matrix N×N has each of them once, whatever
/// q. By Rayleigh-Ritz on everything up to 256 rows, else on iterated subspaces, to residuals of
/// 1e-10 of the largest eigenvalue (or 1e-15 |Theta|_F, its rounding) or 300 iterations. Needs 1 <=
/// count <= rows of theta. Source: Saad, "Numerical methods for large eigenvalue problems" (2011),
/// section 5.1.
Modes leading_modes(const Points& theta, Index latents, Index count);

/// |P_b v|^2 of each column v of unit vectors without mean, in [0, 1]: P_b projects to the span of
/// the centred cluster indicators, of each output by itself.
State cluster_shares(const Points& vectors, const Partition& labels);

/// d_ij^2 = |Theta_ii + Theta_jj - Theta_ij - Theta_ji|_op of the pairs (0,1), (0,2), ..., (1,2),
/// ...: how fast the network can tell inputs i and j apart. Hazard: a difference; below 1e-14 of
/// the largest entry of Theta it is rounding, and that is what is given.
State squared_distances(const Points& theta, Index latents);

/// max over i<j of |(y_i - y_j) - (b_i - b_j)|/(d_ij sqrt(t D)) of outputs y and their start b,
/// q×N, for squares d_ij^2 as above and a drop D of the energy over the time t > 0. For d_ij = sup
/// over [0, t] it is at most 1, for any flow y' = -Theta dE/dy: with Theta = J J^T and w' = -J^T
/// dE/dy,
///   |(y_i - y_j)'| <= d_ij |w'|  and  integral |w'|^2 = D.
/// 0 where D is at most 1e-13, the rounding of E.
double persistence(const Points& y, const Points& start, const State& squared_distances,
                   double time, double drop);

/// Of positives other than views a form costs a Hessian product for each latent: growing modes are
/// measured of so many latents at most.
inline constexpr Index most_growing_of_positives = 400;

/// What of a flow decides which measures of its kernel there are.
struct KernelScope {
  Index latents = 0, outputs = 1;
  bool frozen = false;        ///< the kernel never changes
  bool integrates = true;     ///< false for descents: they owe no bound
  Index classes = 0;          ///< of the labels; 0: none
  bool grows = false;         ///< latents in one place have a collapse_form
  bool intrinsic = false;     ///< outputs move in tangent spaces: one fewer than there are
  bool free_lengths = false;  ///< latents are y/|y| of outputs y
};

/// A series of one number per row (width 0) or several.
struct KernelSeries {
  std::string name;
  Index width = 0;
};

/// Kernels with more rows N·q than this are not measured.
inline constexpr Index largest_kernel_rows = 4000;

/// The series of a flow's kernel, in this order:
///   kernel_drift        kernel_drift against t = 0, unless frozen
///   kernel_eigenvalues  the leading min(8, N) of leading_modes
///   kernel_alignment    cluster_shares of the leading modes 1 ... classes - 1
///   growth_rates        the leading min(8, N - 1) of growth_modes of mean_over_outputs, over the
///                       mean of |y|^2 where lengths are free, if it grows
///   growth_alignment    of the latents with these modes, likewise
///   persistence         with the largest d_ij of the rows so far, a lower bound of the sup (exact
///                       for frozen kernels), unless a descent
/// None if N·q > largest_kernel_rows.
std::vector<KernelSeries> kernel_series(const KernelScope& scope);

/// Measures the kernel of one run, row after row: persistence remembers the rows before.
class KernelMeasures {
 public:
  KernelMeasures(const KernelScope& scope, Partition labels);
  /// Outputs, energy and kernel at t = 0, and the collapse_form if it grows; before the first row.
  void start(Points outputs, double energy, Points theta, Points form = {});
  bool has_started() const { return start_.size() > 0; }
  /// The numbers of all series, one series after the other.
  State measure(double time, double energy, const Points& outputs, const Points& latents,
                const Points& theta);
  /// What a resumed run needs to go on: N(N-1)/2 numbers unless the kernel is frozen.
  void archive(Archive& a);

 private:
  State spectrum(const Points& theta) const;
  GrowthModes growth(const Points& theta) const;
  State grown(const Points& outputs, const Points& latents, const Points& theta) const;
  double persist(double time, double energy, const Points& outputs, const Points& theta);

  KernelScope scope_;
  Partition labels_;
  Points start_, theta_;  ///< at t = 0
  double energy_ = 0;
  State frozen_spectrum_;
  Points form_;  ///< collapse_form
  GrowthModes frozen_growth_;
  State widest_;  ///< largest d_ij^2 of the rows so far
};

}  // namespace simclr_flow
