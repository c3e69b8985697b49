#pragma once
#include <string_view>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// A multilayer perceptron, defined once more: what networks and their kernels are judged by.
/// Shares no code with network/.
///
///   u_1 = W_1 x + b_1,   u_h = c_h W_h s(u_{h-1}) + b_h,   f = c_{L+1} W_{L+1} s(u_L) + b_{L+1}
///
/// Parameters w = (W_1, b_1, W_2, b_2, ...), each matrix row by row. Scalings, m_h the width of
/// hidden layer h: "standard" c_h = 1; "ntk" c_h = m_{h-1}^{-1/2} for h > 1; "mean-field" the same
/// but c_{L+1} = 1/m_L, and parameters move m_L times faster (`mobility`).
/// Shapes: inputs x D×N, outputs and their gradients g q×N. All throw InputError for an activation
/// or scaling without a definition here, no hidden layer, or parameters of another number.
struct PlainNetwork {
  Index inputs = 1;
  std::vector<Index> widths{1};
  Index outputs = 1;
  std::string_view activation = "tanh";  ///< identity relu leaky_relu tanh erf gelu softplus
  double slope = 0;                      ///< of leaky_relu
  std::string_view scaling = "ntk";
  bool bias = true, output_bias = false;

  Index parameter_count() const;
  double mobility() const;
};

/// f_w(x).
Points plain_outputs(const PlainNetwork& network, const State& w, const Points& x);

/// sum_j (D_w f(x_j))^T g_j, by the chain rule. Hazard: kinks take the slope from below.
State plain_gradient(const PlainNetwork& network, const State& w, const Points& x, const Points& g);

/// What rounding does to such sums in doubles, by the sums of their |terms|.
struct PlainRounding {
  double outputs = 0;  ///< of an entry of f_w(x)
  double kernel = 0;   ///< of an entry of Theta
  double largest = 0;  ///< above every |Theta_ij|, however the activations' slopes are cut off
};

/// First order in the unit roundoff eps, for parameters w and inputs x. With k = 4 eps sqrt(m), m
/// the largest fan-in, |u_h| has the terms U_h = c_h |W_h| |s_{h-1}| + |b_h|, and errors pass on
/// through slopes and curvatures of at most 1.13 (those of gelu; of the others 1):
///   e_h = k U_h + 1.13 c_h |W_h| e_{h-1},
///   largest = mobility sum_h (c_h^2 max |s_{h-1}|^2 + 1) max |D_h|^2, |D_h| the sum of |paths| to
///   an output,   kernel = largest k (layers) (1 + max U_h).
/// Hazard: kinks that an input meets to rounding are not seen.
/// Source: Higham, "Accuracy and stability of numerical algorithms" (2002), section 3.3.
PlainRounding plain_rounding(const PlainNetwork& network, const State& w, const Points& x);

/// Theta = mobility · J J^T, N q×N q with output c of input i in row i q + c, by
///   J J^T = sum_h (c_h^2 <s(u_{h-1}(x_i)), s(u_{h-1}(x_j))> + [b_h]) <D f_c/D u_h, D f_c'/D u_h>.
/// O(N^2 q^2 sum of widths) operations.
Points plain_tangent_kernel(const PlainNetwork& network, const State& w, const Points& x);

}  // namespace simclr_flow::theory
