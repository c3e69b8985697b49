// The command that takes one row out of a trajectory file.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "points_output.hpp"
#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/build/experiment.hpp"
#include "simclr_flow/build/networks.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/counted.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/data/points_file.hpp"
#include "simclr_flow/io/named_blocks.hpp"
#include "simclr_flow/io/replace_file.hpp"
#include "simclr_flow/io/stored_rows.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"
#include "simclr_flow/network/torch_layout.hpp"

namespace simclr_flow {
namespace {

/// Of the flows that have what is asked for: the one named, or the only one.
const FlowConfig& flow_of(const ExtractOptions& options, const RunConfig& config) {
  std::vector<std::string> names;
  std::vector<const FlowConfig*> fitting;
  for (const FlowConfig& flow : config.flows)
    if (options.latents || flow.kind == "network") {
      if (flow.name == options.flow) return flow;
      fitting.push_back(&flow);
      names.push_back(flow.name);
    }
  const char* what = options.latents ? "latents" : "weights";
  const auto refuse = [&](const std::string& why) {
    return InputError(
        fmt::format("'{}': {}; flows that store {}: {}", options.file, why, what,
                    names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))));
  };
  if (!options.flow.empty())
    throw refuse(fmt::format("--flow '{}' is none that fits", shown(options.flow)));
  if (fitting.empty()) throw refuse("there is nothing to extract");
  if (fitting.size() > 1) throw refuse("--flow is needed");
  return *fitting.front();
}

/// A stored row that is no numbers is the file's fault.
void require_stored_numbers(const ExtractOptions& options, const FlowConfig& flow,
                            PointsView values) {
  if (!values.allFinite())
    throw InputError(fmt::format(
        "'{}': row {} of flow '{}' holds a value that is not finite; give another --row",
        options.file, options.row, flow.name));
}

/// What the weights are of. With factors multiplied in they are those of the scaling `standard`.
BlockFacts facts_of(const Network& network, const FlowConfig& flow, bool multiplied) {
  const NetworkShape& shape = network.shape();
  const auto scaling = multiplied ? FlowConfig::Scaling::standard : flow.scaling;
  BlockFacts facts{
      .texts = {{weights_fact::scaling, std::string(name_of_choice(scaling))},
                {"activation", flow.activation},
                {"centered", flow.centered ? "true" : "false"},
                {"outputs", flow.centered ? "f_w(x) - f_w(0)(x) + start: the network's outputs "
                                            "less those at its first parameters"
                                          : "f_w(x)"}}};
  std::vector<double> factors;
  for (const Network::Layer& layer : network.layers())
    factors.push_back(multiplied ? 1 : layer.factor);
  facts.numbers = {{"factors", std::move(factors)}, {"slope", {shape.slope}}};
  return facts;
}

void write_weights(const ExtractOptions& options, const State& w, const Network& network,
                   const FlowConfig& flow) {
  const bool multiplied = options.reader == "torch";
  const State values = multiplied ? with_factors(network, w) : w;
  replace_file(options.output, options.force, [&](const std::string& name) {
    if (options.output.ends_with(".npy")) return write_npy_vector(name, values);
    if (options.output.ends_with(".h5"))
      return write_named_blocks(name, torch_layout(network), values,
                                facts_of(network, flow, multiplied));
    write_csv_points(name, values.transpose());
  });
}

Network network_of(const FlowConfig& flow, const RunConfig& config, const StoredSetting& stored) {
  const auto manifold = build_manifold(config.latent);
  return build_network(flow, stored.data.rows(), manifold->coordinate_dim());
}

void check_options(const ExtractOptions& options) {
  if (options.latents + options.weights + options.observables + options.minimizer + options.table !=
      1)
    throw InputError(
        "extract: give one of --latents, --weights and --observables, of a run, and --minimizer "
        "and --table, of a study");
  if (!options.reader.empty() && !options.weights)
    throw InputError("extract: --for tells who reads --weights, which are not asked for");
  if (options.table || options.observables) return;
  const std::string& out = options.output;
  if (!out.ends_with(".npy") && !out.ends_with(".csv") && !out.ends_with(".h5"))
    throw InputError(fmt::format("output '{}': its name must end in .npy, .csv or .h5", out));
}

}  // namespace

int extract_command(const ExtractOptions& options) {
  check_options(options);
  if (options.minimizer || options.table) return extract_of_study(options);
  if (options.observables) return extract_observables(options);
  const StoredSetting stored = read_setting(options.file);
  const RunConfig config = parse_config(
      {options.file + ":/parameters/resolved", stored.text("resolved"), {}}, vocabulary());
  const FlowConfig& flow = flow_of(options, config);
  if (options.latents) {
    const Points latents = read_latents_row(options.file, flow.name, options.row);
    require_stored_numbers(options, flow, latents);
    write_points(options.output, latents, options.force);
    fmt::print("{}: {} in R^{} of flow {}\n", options.output, counted(latents.cols(), "latent"),
               latents.rows(), flow.name);
    return exit_code::done;
  }
  const State weights = read_weights_row(options.file, flow.name, options.row);
  const Network network = network_of(flow, config, stored);
  if (weights.size() != network.parameter_count())
    throw InputError(fmt::format("'{}': flow '{}' stores {} weights, its network has {}",
                                 options.file, flow.name, weights.size(),
                                 network.parameter_count()));
  require_stored_numbers(options, flow, weights);
  write_weights(options, weights, network, flow);
  fmt::print("{}: {} of flow {}\n", options.output, counted(weights.size(), "weight"), flow.name);
  if (network.shape().scaling != Scaling::standard && !options.reader.empty())
    fmt::print(
        "  with the factors of scaling {}: a network of scaling standard computes the same\n",
        name_of_choice(flow.scaling));
  if (network.shape().scaling != Scaling::standard && options.reader.empty())
    fmt::print("  scaling {}: torch's layers lack its factors; --for torch multiplies them in\n",
               name_of_choice(flow.scaling));
  return exit_code::done;
}

}  // namespace simclr_flow
