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

/// Theta of a finite network at parameters w, from one vector-Jacobian product an input and output
/// by rows of the Jacobian. Memory: N·q·parameter_count doubles.
TangentKernel empirical_tangent_kernel(const Network& network, const State& w, const Points& x);

/// The infinite-width limit for the `ntk` scaling, weights ~ N(0,1), x~ = (x, 1):
///   Theta = Q + (x~·x~') Q',  Q = E s(w·x~) s(w·x~'),  Q' = E s'(w·x~) s'(w·x~')
/// LeakyReLU slope c, S = |x~||x~'|, phi their angle, p = ((1+c)/2)^2, q = ((1-c)/2)^2:
///   Q = p S cos phi + (2q/pi) S (sin phi + (pi/2 - phi) cos phi),  Q' = p + q (1 - 2 phi/pi)
/// (ReLU is c = 0); erf: Q = (2/pi) asin(2 x~·x~'/sqrt((1+2|x~|^2)(1+2|x~'|^2))),
///   Q' = (4/pi)/sqrt((1+2|x~|^2)(1+2|x~'|^2) - 4 (x~·x~')^2).
/// Throws InputError for an activation without a closed form, naming those that have one.
/// Source: Cho & Saul 2009 (ReLU), Williams 1997 (erf), Jacot, Gabriel, Hongler 2018 (kernel).
TangentKernel infinite_width_tangent_kernel(std::string_view activation, double slope,
                                            const Points& x, Index outputs);

}  // namespace simclr_flow
