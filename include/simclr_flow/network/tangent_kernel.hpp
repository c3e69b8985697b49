#pragma once
#include <string_view>

#include "simclr_flow/network/network.hpp"

namespace simclr_flow {

/// The tangent kernel Theta_ij = D_w f(x_i) D_w f(x_j)^T of N inputs, a symmetric positive
/// semidefinite Nq×Nq matrix of q×q blocks; stored N×N when every block is a multiple of the
/// identity. Index of output c of input i: i·q + c.
class TangentKernel {
 public:
  /// `matrix` is N×N (acting as Theta ⊗ Id_q) or Nq×Nq, q = outputs.
  TangentKernel(Points matrix, Index outputs);
  /// (Theta G)_i = sum_j Theta_ij G_j; G and the result are q×N.
  void apply(PointsView g, PointsOut out) const;
  const Points& matrix() const { return matrix_; }

 private:
  Points matrix_;
  Index outputs_;
};

/// Theta of a finite network at parameters w, times its mobility (so that y' = -Theta dE/dy for
/// every scaling), by products over layers:
///   Theta_(ic)(jc') = mobility · sum_h (c_h^2 <s(u_{h-1}(x_i)), s(u_{h-1}(x_j))> + [b_h])
///                                      <D f_c/D u_h (x_i), D f_c'/D u_h (x_j)>
/// No Jacobian is ever formed: O(N^2 q^2 · sum of widths) operations, memory of the matrix itself
/// and 2N^2 + Nq · widths doubles beside it. Without the matrix: apply_tangent_kernel.
TangentKernel empirical_tangent_kernel(const Network& network, const State& w, const Points& x);

/// Theta G by one vector-Jacobian and one Jacobian-vector product, for N that no matrix fits.
Points apply_tangent_kernel(const Network& network, const State& w, const Points& x, PointsView g);

/// Networks whose infinite width is meant, in the `ntk` scaling.
struct InfiniteWidth {
  std::string_view activation = "relu";  ///< relu, leaky_relu or erf
  double slope = 0;                      ///< of leaky_relu
  Index hidden_layers = 1;
  bool bias = true;  ///< of the hidden layers
  bool output_bias = false;
};

/// The limit of Theta as all widths grow, parameters ~ N(0,1), by recursion over the layers from
/// Sigma = Theta = x·x' (+ 1):
///   Sigma <- E s(u)s(v) (+ 1),  Theta <- Sigma + Theta · E s'(u)s'(v),  (u,v) ~ N(0, Sigma)
/// LeakyReLU slope c, S = (Sigma_uu Sigma_vv)^{1/2}, phi the angle, p = ((1+c)/2)^2,
/// q = ((1-c)/2)^2:
///   E s s = p Sigma_uv + (2q/pi) S (sin phi + (pi/2 - phi) cos phi),  E s's' = p + q(1 - 2 phi/pi)
/// (ReLU is c = 0); erf: E s s = (2/pi) asin(2 Sigma_uv/sqrt((1+2 Sigma_uu)(1+2 Sigma_vv))),
///   E s's' = (4/pi)/sqrt((1+2 Sigma_uu)(1+2 Sigma_vv) - 4 Sigma_uv^2).
/// One hidden layer with biases: Theta = Q + (x~·x~') Q', x~ = (x, 1).
/// Accurate also for nearly equal and for long inputs: squared distances are carried beside the
/// covariances (for erf behind its first layer to rounding of the covariances, which is what its
/// smooth kernels need).
/// Throws InputError for an activation without a closed form, naming those that have one, or no
/// hidden layer.
/// Source: Cho & Saul 2009 (ReLU), Williams 1997 (erf), Jacot, Gabriel, Hongler 2018 (kernel).
TangentKernel infinite_width_tangent_kernel(const InfiniteWidth& network, const Points& x,
                                            Index outputs);

}  // namespace simclr_flow
