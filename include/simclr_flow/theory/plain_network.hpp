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

/// Whether s' is continuous; false of relu, leaky_relu, and of what has no definition here.
bool is_smooth_activation(std::string_view activation);

/// f_w(x).
Points plain_outputs(const PlainNetwork& network, const State& w, const Points& x);

/// sum_j (D_w f(x_j))^T g_j, by the chain rule. Hazard: kinks take the slope from below.
State plain_gradient(const PlainNetwork& network, const State& w, const Points& x, const Points& g);

/// D_w f(x_j) v of each input, q×N, by the chain rule. Hazard: as of plain_gradient.
Points plain_motion(const PlainNetwork& network, const State& w, const State& v, const Points& x);

/// What rounding in doubles does to such sums, by their |terms|.
struct PlainRounding {
  double outputs = 0;      ///< of an entry of f_w(x)
  double kernel = 0;       ///< of an entry of Theta
  double jacobian = 0;     ///< above every |D_w f_c(x_i)|
  double of_jacobian = 0;  ///< of that, in the Euclidean norm
};

/// Running error analysis, to first order in the unit roundoff eps. With k = 4 eps sqrt(m), m the
/// largest fan-in, e the errors of u_h, of s = s(u_h), of the slopes s' and of the paths D_h = D
/// f/D u_h:
///   e(u_h) = k (c_h |W_h| |s| + |b_h|) + c_h |W_h| e(s),     e(s) = s' e(u) + k |s|,
///   e(s') = max |s'(u ± e(u)) - s'(u)| + 2 eps,
///   e(D_{h-1}) = c_h |W_h|^T (s' (e(D_h) + k |D_h|) + e(s') |D_h|),
/// and Theta = mobility sum_h (c_h^2 <s, s> + [b_h]) <D_h, D_h>. At a kink of an activation that an
/// input meets to rounding, e(s') is its jump.
/// Source: Higham, "Accuracy and stability of numerical algorithms" (2002), section 3.3.
PlainRounding plain_rounding(const PlainNetwork& network, const State& w, const Points& x);

/// Theta = mobility · J J^T, N q×N q with output c of input i in row i q + c, by
///   J J^T = sum_h (c_h^2 <s(u_{h-1}(x_i)), s(u_{h-1}(x_j))> + [b_h]) <D f_c/D u_h, D f_c'/D u_h>.
/// O(N^2 q^2 sum of widths) operations.
Points plain_tangent_kernel(const PlainNetwork& network, const State& w, const Points& x);

}  // namespace simclr_flow::theory
