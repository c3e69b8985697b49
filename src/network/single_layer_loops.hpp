#pragma once
// Networks of one hidden layer with few inputs and outputs, neuron by neuron: vectors hold columns,
// and nothing of the hidden layer is stored. Included as core/simd.hpp is.
#include "activation_loops.hpp"

namespace simclr_flow {
namespace {

template <int inputs>
[[gnu::always_inline]] inline Vector preactivation(const SingleLayer& n, long h, const Vector* x) {
  Vector u = broadcast(n.bias ? n.bias[h] : 0);
#pragma GCC unroll 4
  for (int k = 0; k < inputs; ++k) u += n.first[h * inputs + k] * x[k];
  return u;
}

/// The outputs of `vectors` vectors of columns from i on.
template <VectorJet (*jet)(Vector, double), int inputs, int outputs, int vectors>
[[gnu::always_inline]] inline void forward_columns(const SingleLayer& n, const double* x, long i,
                                                   long stride, double* y) {
  VectorTable<vectors, inputs> at;
  VectorTable<vectors, outputs> sum{};
  for (long v = 0; v < vectors; ++v)
    for (long k = 0; k < inputs; ++k) at[v][k] = load_loose(x + k * stride + i + v * lanes);
  for (long h = 0; h < n.width; ++h)
#pragma GCC unroll 4
    for (long v = 0; v < vectors; ++v) {
      const Vector s = jet(preactivation<inputs>(n, h, at[v]), n.slope).s;
#pragma GCC unroll 4
      for (long c = 0; c < outputs; ++c) sum[v][c] += n.second[c * n.width + h] * s;
    }
  for (long v = 0; v < vectors; ++v)
    for (long c = 0; c < outputs; ++c)
      store_loose(y + c * stride + i + v * lanes, n.factor * sum[v][c]);
}

template <VectorJet (*jet)(Vector, double), int inputs, int outputs>
void single_forward(const SingleLayer& n, const double* x, long count, double* y) {
  long i = 0;
  for (; i + 4 * lanes <= count; i += 4 * lanes)
    forward_columns<jet, inputs, outputs, 4>(n, x, i, count, y);
  for (; i < count; i += lanes) forward_columns<jet, inputs, outputs, 1>(n, x, i, count, y);
}

template <VectorJet (*jet)(Vector, double), int inputs, int outputs>
void single_backward(const SingleLayer& n, const double* x, const double* g, long count,
                     const SingleGradient& out) {
  for (long h = 0; h < n.width; ++h) {
    Vectors<inputs> first{};
    Vectors<outputs> second{};
    Vector bias{};
    for (long i = 0; i < count; i += lanes) {
      Vectors<inputs> at;
      Vector pull{};
#pragma GCC unroll 4
      for (long k = 0; k < inputs; ++k) at[k] = load_loose(x + k * count + i);
      const VectorJet here = jet(preactivation<inputs>(n, h, at), n.slope);
#pragma GCC unroll 4
      for (long c = 0; c < outputs; ++c) {
        const Vector from = load_loose(g + c * count + i);
        pull += n.second[c * n.width + h] * from;
        second[c] += from * here.s;
      }
      pull *= here.s1;
      bias += pull;
#pragma GCC unroll 4
      for (long k = 0; k < inputs; ++k) first[k] += pull * at[k];
    }
    for (long k = 0; k < inputs; ++k) out.first[h * inputs + k] = n.factor * sum_of(first[k]);
    for (long c = 0; c < outputs; ++c) out.second[c * n.width + h] = n.factor * sum_of(second[c]);
    if (out.bias) out.bias[h] = n.factor * sum_of(bias);
  }
}

template <VectorJet (*jet)(Vector, double), int inputs>
constexpr SingleLoops loops_of_inputs[] = {
    {single_forward<jet, inputs, 1>, single_backward<jet, inputs, 1>},
    {single_forward<jet, inputs, 2>, single_backward<jet, inputs, 2>},
    {single_forward<jet, inputs, 3>, single_backward<jet, inputs, 3>}};

template <VectorJet (*jet)(Vector, double)>
constexpr ActivationLoops loops_of = {
    each<jet>, {loops_of_inputs<jet, 1>, loops_of_inputs<jet, 2>, loops_of_inputs<jet, 3>}};

}  // namespace
}  // namespace simclr_flow
