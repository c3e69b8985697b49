#pragma once
// The loops of networks, for each instruction set. Private to network. Matrices stand by columns,
// which begin `stride` numbers apart; nothing needs to be aligned.

namespace simclr_flow {

struct Activation;

/// See Activation::evaluate.
using Evaluation = void (*)(const double* u, long count, double slope, double* s, double* s1,
                            double* s2);

/// What counts as few inputs or outputs of a layer.
inline constexpr long thin = 8;

/// out_j = sum_k a_k (factor x_kj) + shift, times_j its factor entry by entry: few columns a_k.
struct Expansion {
  const double* a;      ///< rows×terms, without gaps
  const double* shift;  ///< null: none
  long rows, terms;     ///< terms <= thin
  double factor;
  const double* x;
  long x_stride;
  const double* times;  ///< null: none
  long times_stride;
  double* out;
  long out_stride, count;
};

/// out_cj = factor <a_c, x_j> + shift_c: few vectors a_c.
struct Contraction {
  const double* a;      ///< length×terms, without gaps
  const double* shift;  ///< null: none
  long length, terms;
  double factor;
  const double* x;
  long x_stride;
  double* out;
  long out_stride, count;
};

/// Adds factor sum_j y_kj x_j to column k of `out`, and sum_j x_j to `sum`: few k.
struct Accumulation {
  const double* x;
  long rows, x_stride;
  const double* y;
  long y_stride, terms, count;
  double factor;
  double* out;  ///< rows×terms, without gaps
  double* sum;  ///< null: not wanted
};

/// A network of one hidden layer: `first` is W_1 row by row, `second` W_2, `factor` c_2; no bias of
/// the output.
struct SingleLayer {
  const double *first, *bias, *second;  ///< bias: or null
  long width;
  double factor, slope;
};
/// Where the gradient goes, as the parameters stand.
struct SingleGradient {
  double *first, *bias, *second;
};
/// Inputs x, outputs y and their gradients g by coordinates: coordinate k of column i stands at
/// [k·count + i]. count is a multiple of column_pack: columns behind the last are 0 in x and g.
struct SingleLoops {
  void (*forward)(const SingleLayer&, const double* x, long count, double* y);
  void (*backward)(const SingleLayer&, const double* x, const double* g, long count,
                   const SingleGradient&);
};
inline constexpr long column_pack = 8, most_single = 3;  // inputs, outputs

struct ActivationLoops {
  Evaluation evaluate;
  const SingleLoops* single[most_single];  ///< [inputs - 1][outputs - 1]
};

struct NetworkPasses {
  ActivationLoops identity, relu, leaky_relu, tanh, softplus;
  void (*expand)(const Expansion&);
  void (*contract)(const Contraction&);
  void (*accumulate)(const Accumulation&);
};

extern const NetworkPasses network_passes_avx512, network_passes_avx2, network_passes_baseline;

/// Those of this process: see core/instruction_set.hpp.
const NetworkPasses& network_passes();

/// Those for networks of one hidden layer, null where there are none.
const SingleLoops* single_loops(const Activation& activation, long inputs, long outputs);

}  // namespace simclr_flow
