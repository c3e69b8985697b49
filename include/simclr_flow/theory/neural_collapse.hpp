#pragma once
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// The least supervised contrastive energy ("SupCon, out": the mean over positives outside the
/// logarithm, all others as negatives) of K balanced classes of V members each on S^{d-1},
///
///   E >= log(V - 1 + V (K - 1) exp(-K/((K - 1) tau))),
///
/// which is nt-xent with classes as samples and members as views. Proof: of a row, log-sum-exp
/// less the positives' mean exponent is at least log(V - 1 + V (K-1) e^m), m the mean exponent of
/// negatives less that of positives, by Jensen; in the mean over rows m is at least -K/((K-1) tau),
/// and t -> log(V - 1 + V (K-1) e^t) is convex and rises. Attained iff every class is in one
/// place (*neural collapse*), those the vertices of a regular simplex: for K <= d + 1.
/// Domain: K >= 2, V >= 2, tau in [1e-4, 1e4]. Throws InputError outside.
/// Source: Graf, Hofer, Niethammer, Kwitt, ICML 2021; energy_bound("nt-xent", K, V, d, tau).
double supervised_minimum(Index classes, Index members, double tau);

/// How far latents are from neural collapse.
struct NeuralCollapse {
  /// trace of the covariance within classes over that of the class means: NC1, 0 at collapse.
  double within_over_between;
  /// max over k != l of |cos(m_k - m, m_l - m) + 1/(K - 1)|, m the mean of the class means: NC2.
  double angle_deviation;
  /// (largest - least)/mean of the |m_k - m|.
  double length_deviation;
};

/// Of latents z (d×N) with a label each. NaN where class means coincide, so that there is nothing
/// to divide by. Classes without a member are left out. Invariant under rotations, shifts and
/// scalings of all. Throws InputError for fewer than two classes or another number of labels.
/// Source: Papyan, Han, Donoho, PNAS 2020.
NeuralCollapse neural_collapse(PointsView z, const std::vector<int>& labels);

}  // namespace simclr_flow::theory
