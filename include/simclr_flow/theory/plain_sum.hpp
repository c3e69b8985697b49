#pragma once
#include <optional>
#include <string_view>

#include "simclr_flow/core/types.hpp"
#include "simclr_flow/theory/plain_contrast.hpp"
#include "simclr_flow/theory/plain_kernel.hpp"
#include "simclr_flow/theory/plain_positives.hpp"
#include "simclr_flow/theory/plain_space.hpp"

namespace simclr_flow::theory {

/// An energy as its defining double sum: what runs and the fast sums are judged by.
struct PlainEnergy {
  std::string_view preset;            ///< one of theory/energy_facts.hpp; not used with a contrast
  std::string_view kernel = "gauss";  ///< one that plain_kernel knows
  double temperature = 1;
  std::optional<PlainContrast> contrast = {};  ///< of an energy of one's own
  Parameters parameters = {};                  ///< of the kernel: a value for each
  const PlainPositives* positives = nullptr;   ///< not owned; null: the views of a sample
};

struct PlainSum {
  double value;
  Points gradient;        ///< Euclidean dE/dz, d×N
  double value_scale;     ///< sum of |terms| of the value: what its rounding is relative to
  double gradient_scale;  ///< max_i sum_j |w_ij| |grad k_ij|, the same for the gradient
  double pull;            ///< max_i sum_j |c_ij| of dE/dz_i = sum_j c_ij (z_j - z_i): what latents
                          ///< that are off by r put the gradient off by, 2 r pull
  double value_rounding = 0;     ///< how far the value may be off: 0 of sums in long double
  double gradient_rounding = 0;  ///< the same of each column of the gradient
  double of_terms = 0;  ///< of a sum of energies sum_k |w_k| max(1, |E_k|), of which E may be a
                        ///< small rest; 0 of one energy
};

/// Whether plain_sum knows the energy: it has a contrast, or a row in theory/energy_facts.hpp.
bool has_plain_sum(const PlainEnergy& energy);

/// Value and gradient at latents z (d×N, view a of sample i in column i·views + a) with masses p_i
/// (N entries summing to 1; null: 1/N), by explicit sums in long double. Shares no code with
/// energy/ or kernel_sum/; definitions and views = 1 as in energy/contrastive.hpp and
/// energy/alignment_uniformity.hpp. Safe where kernels underflow. O(N^2 d).
/// Throws std::invalid_argument for a preset or kernel it does not know.
PlainSum plain_sum(const PlainEnergy& energy, PointsView z, Index views,
                   const State* mass = nullptr);

/// Contrastive energies, or alignment, of views that are a quadrature of the augmentations with
/// weights w_a (one per view, sum 1): masses w_a/n, and positive pairs (a, b) weighted w_a w_b, a =
/// b included.
PlainSum plain_sum_by_quadrature(const PlainEnergy& energy, PointsView z, const State& weights);

/// (sum_i |P_i dE/dz_i|^2/p_i)^{1/2}; P_i projects onto the tangent space of M at z_i. p_i = 1/N,
/// or w_a/n for view a of a quadrature with these weights.
double gradient_norm(const PlainSum& sum, PointsView z, const PlainSpace& space,
                     const State& weights = {});

}  // namespace simclr_flow::theory
