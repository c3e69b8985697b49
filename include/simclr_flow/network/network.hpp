#pragma once
#include <vector>

#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/core/types.hpp"
#include "simclr_flow/network/activation.hpp"

namespace simclr_flow {

/// How a network is scaled and initialised; m_h is the width of hidden layer h, L their number.
///   standard    every layer uniform on ±1/sqrt(fan-in), weights and biases: the usual default
///   ntk         all parameters ~ N(0,1); products in layers h > 1 are divided by sqrt(m_{h-1})
///   mean_field  as ntk, but the output by m_L, and the parameters move m_L times faster: for one
///               hidden layer f = (1/m) sum_k a_k s(w_k·x + b_k) with neurons as particles that
///               follow the Wasserstein gradient flow on their law; for more, the maximal update
///               parametrisation (Yang & Hu 2021), whose features move at every width
enum class Scaling { standard, ntk, mean_field };

/// What a network looks like.
struct NetworkShape {
  Index inputs = 1;
  std::vector<Index> widths{1};  ///< of the hidden layers, at least one
  Index outputs = 1;
  Activation activation;
  double slope = 0;  ///< of leaky_relu
  Scaling scaling = Scaling::ntk;
  bool bias = true;          ///< hidden layers have biases
  bool output_bias = false;  ///< the output has
};

/// A multilayer perceptron f_w: R^D -> R^q on flat parameters w,
///
///   u_1 = W_1 x + b_1,   u_h = c_h W_h s(u_{h-1}) + b_h,   f = c_{L+1} W_{L+1} s(u_L) + b_{L+1}
///
/// w = (W_1, b_1, W_2, b_2, ...), each matrix row by row; c_h by the scaling. Under `standard` and
/// with both kinds of biases these are the parameters of torch.nn.Sequential(Linear, activation,
/// ..., Linear) in the order of parameters_to_vector.
///
/// Shapes: inputs X are D×N, outputs Y and their gradients G are q×N. A Tape keeps what forward()
/// computed; the other products want the tape of the same w and X, all but vjp a full one. All work
/// by fixed blocks of columns in parallel: results do not depend on the number of threads.
///
/// Laws (tests/network/network_test.cpp): <jvp(v), G> = <v, vjp(G)>; vjp is the gradient of <f_w,
/// G> to 1e-8 of differences in long double; jvp is the derivative of forward, vjp_derivative that
/// of vjp, jvp_derivative that of jvp, and symmetric. Hazard: with kinked activations these hold
/// off the kinks.
class Network {
 public:
  /// Throws InputError for a shape without hidden layers, or with an extent below 1.
  explicit Network(NetworkShape shape);

  /// What forward() leaves for the other products, one matrix a hidden layer, m_h×N.
  struct Tape {
    explicit Tape(int kept = 1) : derivatives(kept) {}
    int derivatives;                               ///< 0: nothing is kept; 2: s'' too
    std::vector<Points> hidden, slope, curvature;  ///< s, s', s'' of u_h
  };

  const NetworkShape& shape() const { return shape_; }
  Index parameter_count() const;
  /// The factor by which parameters move: w' = -mobility·grad_w E. m_L for mean_field, else 1.
  double mobility() const;
  State initial_parameters(RandomStream& random) const;

  /// Y = f_w(X).
  Points outputs(const State& w, const Points& x) const;
  /// The tape by which forward() and vjp() together take the least time: of one hidden layer
  /// between few inputs and outputs it keeps nothing, as hidden layers cost less to find again than
  /// to store.
  Tape lean_tape() const;
  /// Y = f_w(X), filling the tape.
  Points forward(const State& w, const Points& x, Tape& tape) const;
  /// gradient = sum_j (D_w f_w(x_j))^T G_j.
  void vjp(const State& w, const Points& x, const Tape& tape, PointsView g, State& gradient) const;
  /// How preactivations (m_h×N) and outputs (q×N) move when the parameters move along v.
  struct Motion {
    std::vector<Points> preactivation;
    Points outputs;
  };
  /// The motion along v; its outputs are D_w f_w(X) v.
  Motion jvp(const State& w, const State& v, const Points& x, const Tape& tape) const;
  /// Derivative of vjp(w, g) when w moves along v, with this motion, and g along g_dot. Wants a
  /// tape with derivatives = 2.
  void vjp_derivative(const State& w, const State& v, const Motion& motion, const Points& x,
                      const Tape& tape, PointsView g, PointsView g_dot, State& out) const;
  /// Parameters that move along `along`, with their motion by jvp.
  struct Moving {
    const State& along;
    const Motion& motion;
  };
  /// The second derivative of f_w(X) along both, q×N: that of jvp(b).outputs when w moves along a.
  /// Wants a tape with derivatives = 2.
  Points jvp_derivative(const State& w, const Moving& a, const Moving& b, const Points& x,
                        const Tape& tape) const;
  /// The gradients of sum_j <f_w(x_j), G_j> with respect to u_1, ..., u_L, one m_h×N matrix each.
  std::vector<Points> sensitivities(const State& w, const Tape& tape, PointsView g) const;

  /// One layer's extents and factor, and where its blocks begin in w. Layers count from 0 = W_1;
  /// the last is the output.
  struct Layer {
    Index rows, columns, weights, bias;  ///< bias: its offset, or -1
    double factor;
  };
  const std::vector<Layer>& layers() const { return layers_; }

 private:
  NetworkShape shape_;
  std::vector<Layer> layers_;
};

}  // namespace simclr_flow
