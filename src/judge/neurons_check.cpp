// Stored neurons against the stored parameters that they are.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "planned_rows.hpp"
#include "worst.hpp"

namespace simclr_flow {
namespace {

/// D inputs, q outputs and the width of the flow's network, one hidden layer.
struct Extents {
  Index inputs, outputs, width;
  bool bias, output_bias;
  Index weights() const {
    return width * (inputs + (bias ? 1 : 0) + outputs) + (output_bias ? outputs : 0);
  }
};

Extents extents_of(const Judged& j) {
  const FlowConfig& flow = j.flow_config;
  return {j.run.data.rows(), coordinate_count(j), flow.widths[0], flow.bias, flow.output_bias};
}

/// w_1 ... w_D, b, a_1 ... a_q: what each coordinate of a neuron is.
std::vector<std::string> coordinates_of(const Extents& e) {
  std::vector<std::string> names;
  for (Index k = 0; k < e.inputs; ++k) names.push_back(fmt::format("w_{}", k + 1));
  if (e.bias) names.push_back("b");
  for (Index k = 0; k < e.outputs; ++k) names.push_back(fmt::format("a_{}", k + 1));
  return names;
}

/// Rows as planned, or none yet of a run that was stopped; all with these extents and names.
bool is_whole(const Judged& j, const Extents& e) {
  const StoredNeurons& stored = *j.flow.neurons;
  const bool stopped = j.flow.status == "running" || j.flow.status == "interrupted";
  const auto& clock = j.flow.weights_clock;
  return stored.count == e.width && j.flow.weights == e.weights() &&
         stored.coordinates == coordinates_of(e) &&
         ((stopped && clock.time.empty()) || are_planned_rows(j, j.config.output.weights, clock)) &&
         std::ranges::all_of(stored.positions, [&stored](const Points& theta) {
           return theta.rows() == std::ssize(stored.coordinates);
         });
}

/// Largest |theta - parameter| of a row, entry by entry: W_1 row by row, b_1, W_2 row by row.
double largest_difference(const Extents& e, const Points& theta, const State& w) {
  double largest = 0;
  for (Index k = 0; k < e.width; ++k)
    for (Index r = 0; r < theta.rows(); ++r) {
      const Index at = r < e.inputs ? k * e.inputs + r : r * e.width + k;
      largest = larger(largest, std::abs(theta(r, k) - w[at]));
    }
  return largest;
}

}  // namespace

Findings check_neurons(const Judged& j) {
  const bool planned = j.flow_config.has_neurons();
  if (!planned && !j.flow.neurons) return {};
  if (!planned || !j.flow.neurons || !is_whole(j, extents_of(j)))
    return yes_no_check("neurons", "neurons beside the weights", "complete, in every planned row",
                        false, 0);
  double largest = 0;
  for (std::size_t t = 0; t < j.flow.neurons->positions.size(); ++t)
    largest = larger(largest, largest_difference(extents_of(j), j.flow.neurons->positions[t],
                                                 j.flow.neurons->weights[t]));
  return numeric_check("neurons", "neurons against the weights that they are, largest", 0, largest,
                       0, "the same numbers");
}

}  // namespace simclr_flow
