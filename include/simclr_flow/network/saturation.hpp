#pragma once
#include "simclr_flow/network/network.hpp"

namespace simclr_flow {

/// Of an activation, the largest |s'| that it has; by a grid of arguments to ±64.
double steepest(const Activation& activation, double slope);

/// The share of pairs (neuron k of the first layer, column j of the inputs X) at which the
/// activation is flat at parameters w: |s'(u_kj)| < sup |s'|/100 with u = W_1 X + b_1.
///
/// Where it is near 1, s is a step on the scale of u, and the part of the tangent kernel by which
/// the first layer moves is nearly diagonal: of erf, as |x~| grows, (2/pi) |x~| on the diagonal and
/// (2/pi) cot(phi) for inputs at angle phi. Each input then moves by itself unless about |x~|
/// tan(phi) neighbours pull together. Of tanh, s' = 1 - tanh²: flat beyond |u| = 2.99; of standard
/// normal weights u ~ N(0, |x~|²), x~ = (x, 1), so that the share is erfc(2.99/(sqrt(2) |x~|)): .08
/// at |x~| = 1.7 (discs), .75 at 9.3 (MNIST in [0, 1]), .90 at 23.8, .96 at 62 (digits 0 ... 16).
/// Kinked activations and gelu, softplus are flat on one side alone: about one half at any scale.
/// Deeper layers see bounded inputs.
double flat_share(const Network& network, const State& w, const Points& x);

/// The share from which inputs are said to saturate a network: a warning, no verdict. Seen of MNIST
/// 0, 1, 2 on the circle, tanh of width 200, one seed: 20 of each, nearest neighbours right for .80
/// at |x~| = 9.5 and for .57 at 57; 100 of each, for .8 at both.
inline constexpr double saturated = 0.9;

}  // namespace simclr_flow
