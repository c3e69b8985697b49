#pragma once
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/core/types.hpp"
#include "simclr_flow/network/activation.hpp"

namespace simclr_flow {

/// How a network is scaled and initialised.
///   ntk       f = (1/sqrt m) A s(W x + b), all of W, b, A ~ N(0,1); no output bias
///   standard  f = A s(W x + b) + c, every layer uniform on ±1/sqrt(fan-in), the usual default
enum class Scaling { ntk, standard };

/// A network with one hidden layer of m neurons, f_w: R^D -> R^q, on flat parameters
/// w = (W [m×D], b [m], A [q×m], and c [q] for `standard`), each block column by column.
///
/// Shapes: inputs X are D×N, outputs Y and their gradients G are q×N. A Tape keeps what forward()
/// computed; the other products want the tape of the same w and X.
///
/// Laws (tests/unit/network_test.cpp): <jvp(v), G> = <v, vjp(G)>; jvp is the derivative of forward,
/// vjp_derivative that of vjp. Hazard: with kinked activations these hold off the kinks.
class Network {
 public:
  Network(Index inputs, Index width, Index outputs, const Activation& activation, double slope,
          Scaling scaling);

  struct Tape {
    Points hidden, slope, curvature;  ///< s, s', s'' of the preactivations, m×N
  };

  Index outputs() const { return outputs_; }
  Index parameter_count() const;
  State initial_parameters(RandomStream& random) const;

  /// Y = f_w(X), filling the tape.
  Points forward(const State& w, const Points& x, Tape& tape) const;
  /// gradient = sum_j (D_w f_w(x_j))^T G_j.
  void vjp(const State& w, const Points& x, const Tape& tape, PointsView g, State& gradient) const;
  /// How preactivations (m×N) and outputs (q×N) move when the parameters move along v.
  struct Motion {
    Points preactivation, outputs;
  };
  /// The motion along v; its outputs are D_w f_w(X) v.
  Motion jvp(const State& w, const State& v, const Points& x, const Tape& tape) const;
  /// Derivative of vjp(w, g) when w moves along v, with this motion, and g along g_dot.
  void vjp_derivative(const State& w, const State& v, const Motion& motion, const Points& x,
                      const Tape& tape, PointsView g, PointsView g_dot, State& out) const;

  /// The blocks of a flat parameter vector.
  template <class Vector>
  struct Blocks;

 private:
  double prefactor() const;

  Index inputs_, width_, outputs_;
  Activation activation_;
  double slope_;
  Scaling scaling_;
};

}  // namespace simclr_flow
