#include "simclr_flow/build/networks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "simclr_flow/build/points_source.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/core/readable.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/data/points_file.hpp"
#include "simclr_flow/io/named_blocks.hpp"
#include "simclr_flow/network/torch_layout.hpp"

namespace simclr_flow {
namespace {

Scaling scaling_of(FlowConfig::Scaling scaling) {
  switch (scaling) {
    case FlowConfig::Scaling::standard:
      return Scaling::standard;
    case FlowConfig::Scaling::mean_field:
      return Scaling::mean_field;
    case FlowConfig::Scaling::ntk:
      break;
  }
  return Scaling::ntk;
}

/// Rows as one vector: a number per row, or the last row.
State flat(const Points& rows) {
  return rows.rows() == 1 ? State(rows.row(0).transpose()) : State(rows.col(rows.cols() - 1));
}

State read_flat(const std::string& file) {
  const PointsFile read = read_points_file(file);
  if (read.words_left_out)
    throw InputError(fmt::format("weights file '{}' holds words: {}", file, read.taken));
  return flat(read.points);
}

/// "0.weight 10x2, 0.bias 10, ...".
std::string layers_of(const NamedBlocks& blocks) {
  std::vector<std::string> parts;
  for (const NamedBlock& block : blocks)
    parts.push_back(block.columns == 0
                        ? fmt::format("{} {}", block.name, block.rows)
                        : fmt::format("{} {}x{}", block.name, block.rows, block.columns));
  return fmt::format("{}", fmt::join(parts, ", "));
}

void require_count(const std::string& source, Index found, const Network& network) {
  if (found == network.parameter_count()) return;
  throw InputError(fmt::format("weights '{}': {} numbers, expected {}: {}", source, found,
                               network.parameter_count(), layers_of(torch_layout(network))));
}

void require_readable(const std::string& file) {
  if (const std::string why = obstacle_to_reading(file, Access::in_order); !why.empty())
    throw InputError(fmt::format("weights file '{}' {}", shown_name(file), why));
  if (file.ends_with(".pt") || file.ends_with(".pth"))
    throw InputError(
        fmt::format("weights file '{}' is of torch.save: write the state_dict by h5py, or "
                    "parameters_to_vector by numpy.save",
                    file));
}

}  // namespace

Network build_network(const FlowConfig& flow, Index inputs, Index outputs) {
  return Network({.inputs = inputs,
                  .widths = flow.widths,
                  .outputs = outputs,
                  .activation = entry<Activation>(activations(), flow.activation),
                  .slope = flow.slope,
                  .scaling = scaling_of(flow.scaling),
                  .bias = flow.bias,
                  .output_bias = flow.output_bias});
}

bool has_kinks(const FlowConfig& flow) {
  return flow.kind == "network" && !entry<Activation>(activations(), flow.activation).smooth;
}

State drawn_weights(const Network& network, std::uint64_t seed) {
  RandomStream random(seed, streams::weights);
  return network.initial_parameters(random);
}

namespace {

std::string_view name_of(Scaling scaling) {
  for (const auto& choice : choices(FlowConfig::Scaling{}))
    if (scaling_of(choice.value) == scaling) return choice.name;
  throw std::logic_error("a scaling without a name");
}

/// Refuses weights that a file says are of another scaling: they would be another network.
void require_scaling(const std::string& file, const std::string& group, Scaling scaling) {
  const auto stored = read_block_fact(file, group, weights_fact::scaling);
  if (stored && *stored != name_of(scaling))
    throw InputError(
        fmt::format("weights '{}:{}' are of a network of scaling '{}', this one has '{}': the "
                    "same numbers are another network there",
                    file, group, shown(*stored), name_of(scaling)));
}

}  // namespace

State read_weights(const std::string& source, const Network& network) {
  const auto [file, inside] = split_source(source);
  require_readable(file);
  const bool hdf5 = !inside.empty() || is_hdf5_file(file) || file.ends_with(".h5");
  const std::string path = inside.empty() ? "/" : inside;
  if (hdf5 && is_group(file, path)) {
    require_scaling(file, path, network.shape().scaling);
    return read_named_blocks(file, path, torch_layout(network));
  }
  const State weights = hdf5 ? read_flat_dataset(file, path) : read_flat(file);
  require_count(source, weights.size(), network);
  return weights;
}

}  // namespace simclr_flow
