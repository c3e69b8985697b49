#pragma once
#include <string_view>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

/// The covariance of a centred normal pair (u, v), with its determinant uu·vv - uv^2 kept beside
/// it: the angle of nearly parallel vectors, atan2(sqrt(det), uv), would lose half its digits if
/// it were taken from uv alone.
struct Covariance {
  double uu, vv, uv, det;
};

/// E s(u)s(v) and E s'(u)s'(v) for (u, v) ~ N(0, covariance), uu, vv > 0.
///   leaky_relu, slope c: with S = (uu·vv)^{1/2}, phi = arccos(uv/S), p = ((1+c)/2)^2,
///     q = ((1-c)/2)^2:  p uv + (2q/pi) S (sin phi + (pi/2 - phi) cos phi),  p + q (1 - 2 phi/pi)
///   relu: c = 0 (the argument is ignored)
///   erf: (2/pi) atan(2 uv/R),  (4/pi)/R,  R^2 = 1 + 2 uu + 2 vv + 4 det
/// Throws InputError for another activation, naming these.
/// Source: Cho & Saul 2009 (ReLU), Williams 1997 (erf).
double mean_product(std::string_view activation, double slope, const Covariance& covariance);
double mean_slope_product(std::string_view activation, double slope, const Covariance& covariance);

/// A network of infinite width in the `ntk` scaling, every weight and bias ~ N(0, 1):
///   u^1 = W x + b,   u^{h+1} = m^{-1/2} W s(u^h) (+ b),   f = m^{-1/2} A s(u^L) (+ c).
/// The first layer always has its bias, in other words the feature x~ = (x, 1); the biases of the
/// hidden layers behind it, and that of the output, are choices.
struct WideNetwork {
  std::string_view activation = "relu";  ///< relu, leaky_relu or erf
  double slope = 0;                      ///< c of leaky_relu
  Index hidden_layers = 1;               ///< L >= 1
  bool hidden_bias = true;               ///< + b in the layers 2, ..., L
  bool output_bias = false;              ///< + c
};

struct WideKernels {
  Points covariance;  ///< E f(x_i) f(x_j), N×N
  Points tangent;     ///< Theta_ij = lim D_w f(x_i)·D_w f(x_j), N×N: a factor of Id for vectors f
};

/// The kernels of N inputs x (D×N), by recursion over the layers:
///   Sigma^1 = Theta^1 = x~·x~',
///   Sigma^{h+1} = E s(u)s(v) (+ 1),  Theta^{h+1} = Sigma^{h+1} + Theta^h E s'(u)s'(v),
/// (u, v) ~ N(0, Sigma^h at x, x'); the last line gives the output. One hidden layer, no output
/// bias: Theta = Q + (x~·x~') Q' of the kernel flows, to which this shares no code.
/// Symmetric positive semidefinite; invariant under rotations of the inputs. O(N^2 (D + L)).
/// Hazard: none near coinciding inputs (see Covariance). For erf at depth the determinant has only
/// absolute accuracy, which is what its smooth kernels need.
/// Throws InputError for an unknown activation, a slope that is not finite, or no hidden layer.
/// Source: Jacot, Gabriel, Hongler 2018; Lee et al. 2019.
WideKernels wide_kernels(const WideNetwork& network, const Points& x);

}  // namespace simclr_flow::theory
