#pragma once
#include <memory>
#include <span>
#include <string_view>

#include "simclr_flow/energy/energy.hpp"
#include "simclr_flow/kernel_sum/kernel_sum.hpp"

namespace simclr_flow {

/// A contrastive energy: the mean over latents r = (i,a) and views b != a of
///
///   Psi(R_r / A_rb),   R_r = (1/D) sum_{q in J(r)} k(u_r, u_q),   A_rb = k(u_ia, u_ib)
///
/// with Psi(t) = log(offset + t) (outer = log) or t (outer = linear), J the `negatives`, and D = N
/// (or n for `cross`) if `normalised`, else 1. views = 1 means A = 1; then Psi is
/// constant_invariant + log(offset_invariant + t). Masses: means are weighted by p_r, sums by N
/// p_q. View weights: means over b by w_b, b = a included; only where J takes everything and D = N
/// (`simclr`, `linear`): the continuum loss, exact as far as the quadrature is.
///
/// Positives (energy/positives.hpp): means over b are weighted ones over the positives of r, of any
/// sample; J stays what it is, by samples and views, so that positives of other samples are among
/// the negatives (`nt-xent` of labels: Khosla et al. 2020, equation 2, whose sums are over all
/// others). Only a latent without positives is its own: then, with views = 1, as above.
struct Contrast {
  enum class Outer { log, linear };
  const char* name;
  Outer outer = Outer::log;
  double offset = 1;
  Negatives negatives = Negatives::all;
  bool normalised = true;
  double offset_invariant = offset;
  double constant_invariant = 0;
  /// Where k(z,z) is infinite the negatives are `others` instead of `all`; the energy of single
  /// views that R/A = R is then (1/N^2) sum_{i != j} k_ij, or of the pair energy itself.
  bool self_if_finite = false;
  /// R is divided by A; else A = 1: the mean Psi(R), which has no positive pairs.
  bool positive = true;
};

/// The energy of a contrast with this kernel. All in logs: safe for A and whole rows that underflow
/// (`linear` itself overflows to infinity where R/A does). Invariant under rigid motions and
/// relabelling (`cross` tells its two views apart). Where k(z,z) is infinite it is infinite at
/// latents that coincide and count as a pair, and A = 1 of single views is a convention; kernels
/// that are pair energies themselves (-log|z-z'|) have that of single views with self_if_finite
/// alone. Throws InputError for tau <= 0 or not finite, and where R takes the latent itself or a
/// twin that coincides with it though that kernel is infinite; evaluate() does where single views
/// have such a twin.
std::unique_ptr<Energy> make_contrastive(const Contrast& contrast, Profile profile);

/// A contrast with a name, by which configurations ask for it.
struct ContrastivePreset {
  Contrast contrast;
  std::string_view summary;
};
/// The presets, below: one row adds one.
std::span<const ContrastivePreset> contrastive_presets();

/// The presets; k(z,z) = 1 always, and k = exp((z·z'-1)/tau) on the unit sphere for `gauss`.
///
/// simclr        log(1 + R/A), R the mean kernel, self included. E_1 of Calder & Lee on atoms,
///               log 2 when all points coincide. On S^{d-1}: E >= log(1 + kappa_0), attained by
///               the uniform law alone (Theorem A). On R^d no minimizer.
/// simclr-noself self dropped from R, divisor still N. views = 1: F_N - log N.
/// simclr-cross  i over the first view, R_i = (1/n) sum_j k(u_i1, u_j2): the authors' script.
/// nt-xent       log(S/A), S over all other latents: exactly Chen et al. 2020, equation 1.
///               views = 1 is its value at two collapsed views, log 2 + log(1/2 + sum_{j!=i} k_ij).
/// info-nce      log(S/A), S over all latents, self included.
/// dcl           log(Q/A), Q over all views of other samples (Yeh et al. 2021).
/// dhel          log(Q/A), Q over the same view of other samples.
/// linear        R/A: the pair energy of classical optimal configurations (Cohn & Kumar 2007).
///               With riesz and log (1/N^2) sum_{i != j}: Riesz and logarithmic energies.
/// Minimizers of the log presets with a < 1 (nt-xent, dcl, dhel) at finite N are not proven;
/// views = 1 of simclr, simclr-noself, info-nce, nt-xent, dcl is F_a - log(...) with a = N+1, N, 1,
/// 1/2, 0.
std::unique_ptr<Energy> make_simclr(Profile profile);
std::unique_ptr<Energy> make_simclr_noself(Profile profile);
std::unique_ptr<Energy> make_simclr_cross(Profile profile);
std::unique_ptr<Energy> make_nt_xent(Profile profile);
std::unique_ptr<Energy> make_info_nce(Profile profile);
std::unique_ptr<Energy> make_dcl(Profile profile);
std::unique_ptr<Energy> make_dhel(Profile profile);
std::unique_ptr<Energy> make_linear(Profile profile);

}  // namespace simclr_flow
