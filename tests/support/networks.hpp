#pragma once
// Networks for tests, and their plain definition in long double.
#include <cmath>
#include <numbers>
#include <string_view>
#include <vector>

#include "simclr_flow/network/network.hpp"
#include "support/samples.hpp"

namespace simclr_flow::test {

inline constexpr Scaling scalings[] = {Scaling::ntk, Scaling::standard, Scaling::mean_field};

/// A network with `depth` hidden layers of different widths, few and many neurons in turn.
inline Network sample_network(const Activation& activation, Scaling scaling, std::size_t depth,
                              bool bias = true, bool output_bias = true) {
  const std::vector<Index> widths{12, 5, 11, 10};
  return Network({.inputs = 2,
                  .widths = {widths.begin(), widths.begin() + static_cast<std::ptrdiff_t>(depth)},
                  .outputs = 3,
                  .activation = activation,
                  .slope = 0.2,
                  .scaling = scaling,
                  .bias = bias,
                  .output_bias = output_bias});
}

using Real = long double;

inline Real plain_activation(std::string_view name, Real u) {
  constexpr Real slope = 0.2;  // the double, as the network has it
  if (name == "identity") return u;
  if (name == "relu") return u > 0 ? u : 0;
  if (name == "leaky_relu") return u > 0 ? u : slope * u;
  if (name == "tanh") return std::tanh(u);
  if (name == "erf") return std::erf(u);
  if (name == "gelu") return u * (1 + std::erf(u / std::sqrt(Real{2}))) / 2;
  if (name == "softplus") return std::log(1 + std::exp(u));
  throw std::logic_error("no plain activation " + std::string(name));
}

/// f_w(x) by its definition, one neuron at a time; the parameters in the documented order.
inline std::vector<Real> plain_network(const NetworkShape& shape, const std::vector<Real>& w,
                                       std::vector<Real> values) {
  std::size_t at = 0;
  for (std::size_t h = 0; h <= shape.widths.size(); ++h) {
    const bool last = h == shape.widths.size();
    const std::size_t rows = static_cast<std::size_t>(last ? shape.outputs : shape.widths[h]);
    const std::size_t columns = values.size();
    const Real m = static_cast<Real>(columns);
    Real factor = 1;
    if (h > 0 && shape.scaling != Scaling::standard) factor = 1 / std::sqrt(m);
    if (last && shape.scaling == Scaling::mean_field) factor = 1 / m;
    std::vector<Real> u(rows, 0);
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < columns; ++c)
        u[r] += factor * w[at + r * columns + c] * values[c];
    at += rows * columns;
    if (last ? shape.output_bias : shape.bias) {
      for (std::size_t r = 0; r < rows; ++r) u[r] += w[at + r];
      at += rows;
    }
    if (!last)
      for (Real& value : u) value = plain_activation(shape.activation.name, value);
    values = u;
  }
  return values;
}

}  // namespace simclr_flow::test
