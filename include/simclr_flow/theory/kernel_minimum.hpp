#pragma once
#include <optional>

#include "simclr_flow/core/types.hpp"
#include "simclr_flow/theory/plain_kernel.hpp"

namespace simclr_flow::theory {

// What is proven on S^{d-1} of every kernel k = f(s), s = |z-z'|^2/2, with f completely monotone on
// (0, 2] and not constant: f(s) = int e^{-ps} dm(p), m >= 0 on [0, infinity) (Bernstein). Those are
// gauss, student, rational, imq, laplace (exp(-(2s)^{1/2}/tau): a completely monotone function of
// a Bernstein function) and riesz; of log, -log|z-z'|, the derivative is, with the measure
// e^{-ps} dp/2.
//
// Theorem A for mixtures. Where kappa_0 = int k(z, z') dsigma(z') is finite, alpha >= 0, sigma
// is the only minimizer of E_alpha(rho) = int log(alpha + K_rho) drho over all laws (E is infinite
// for some where k has a pole), and E_alpha(sigma) = log(alpha + kappa_0).
// Proof. T_p, of kernel e^{-ps}/kappa(p), kappa(p) = int e^{-ps} dsigma, is the Markov operator of
// Theorem A at tau = 1/p; T_0 rho = 1. With dq = kappa(p) dm(p)/(alpha + kappa_0) and q_alpha =
// alpha/(alpha + kappa_0), which sum to 1, (alpha + K)/(alpha + kappa_0) = q_alpha + int T_p rho
// dq(p), and by Jensen its logarithm is at least int log T_p rho dq(p). Of p > 0 Theorem A with
// alpha = 0 says int log T_p rho drho >= Ent(S_p rho | sigma) >= 0, S_p^2 = T_p, and 0 for sigma
// alone. So E(rho) - E(sigma) >= int_{p>0} Ent(S_p rho | sigma) dq(p): at least 0, and 0 for sigma
// alone, as m is not at 0 alone. The integrals may be exchanged, as negative parts are bounded: on
// A = {T_p rho < 1}, with the law rho_A = rho|_A/rho(A), T_p rho >= rho(A) T_p rho_A, so that
// -int_A log T_p rho drho <= -rho(A) (log rho(A) + int log T_p rho_A drho_A) <= 1/e. QED (ours)
//
// The mean kernel int K_rho drho = int kappa(p) |S_p rho|^2_{L^2(sigma)} dm(p) is likewise least
// at sigma alone, with the value kappa_0; that of log, but for constants the same with m = dp/(2p).
//
// Simplices. N points: F_a = (1/N) sum_i log(a + sum_{j≠i} k_ij) >= log(a + (N-1) f(N/(N-1))),
// a >= 0, attained by the regular simplex, N <= d + 1. Proof: t -> log(a + (N-1) e^t) is convex and
// rises; twice Jensen, then once more, since f is log-convex (Hölder) and falls, and the mean of s
// over pairs is at most N/(N-1). Of pair energies the same without logarithms.
// Source: for gauss Lu & Steinerberger 2022; Cohn & Kumar 2007 of pair energies.
//
// Neural collapse. n samples of V >= 2 views, f(0) = 1, the mean over rows and their positives of
// Psi(R/A), Psi(t) = log(alpha + t) or t, whose R takes all latents, all others, those of other
// samples, or of these the row's view: it is at least its value where the views of each sample
// coincide and the samples have s = n/(n-1) from each other, i.e. F_a + shift of theory/family.hpp
// with log(a + (n-1) f(n/(n-1))), and attained by the regular simplex, n <= d + 1. It is that of
// classes of one size as samples, their members as views (simclr, simclr-noself, info-nce,
// nt-xent, linear).
// Proof. f is log-convex (Hölder) and falls from 1, so e = log f <= 0 is convex. In R/A_b, A_b the
// kernel to positive b, the latent itself gives 1/A_b >= 1, positives c A_c/A_b, and negatives k_m
// at least themselves. So Psi(R/A_b) >= G(t, u), t_c = e_c - e_b, u_m = e_m, with G(t, u) =
// Psi(const + w sum_c e^{t_c} + w sum_m e^{u_m}) convex, rising, and symmetric in t and in u. By
// Jensen over b, where the mean of t_c is e_c less the mean of all, over permutations of c and m,
// and over rows, the mean is at least G(0, ..., 0, u, ..., u), u the mean of e over negatives.
// Jensen again: u >= e(mean s), and e falls. The mean of s over pairs of different samples is at
// most n/(n-1): pairs within samples have s >= 0, and the sum over all N^2 pairs is N^2 - |sum z|^2
// (of one view alone, n^2 - |sum z|^2). QED (ours) For gauss Graf et al. 2021. Of negatives of the
// other view (simclr-cross) the last step does not hold, and nothing is said.

/// kappa_0 of a kernel: the potential of the uniform law, in long double by double exponential
/// quadrature (1e-13 relative; near a pole s^-p 1e-15/((d-1)/2 - p) if that is more). Of log the
/// mean of -log|z-z'|. Nothing where it is infinite: where s k(s)^{2/(d-1)} does not tend to 0 as s
/// does. Domain: 2 <= d <= 10 000, or InputError; the kernel is not constant.
std::optional<long double> uniform_potential(const PlainKernel& kernel, Index d);

/// What pairs of any N points of S^{d-1} add to (1/N^2) sum_{i≠j} k_ij at least (log k_ij, where
/// that is the energy of a pair), of a completely monotone kernel: the larger one of the simplex
/// bound and Levenshtein's universal one, sum_i rho_i k(t_i), which holds of every absolutely
/// monotone function of t = z·z' (theory/levenshtein.hpp), whatever its value at 1.
/// Domain: N >= 2, d >= 2. Throws InputError outside.
long double least_pair_sum(const PlainKernel& kernel, Index n, Index d);

/// log(a + (N-1) f(N/(N-1))). Domain: N >= 2, a >= 0.
double kernel_simplex_bound(const PlainKernel& kernel, Index n, double a);

}  // namespace simclr_flow::theory
