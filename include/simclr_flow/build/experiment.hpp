#pragma once
#include <memory>
#include <string>
#include <vector>

#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/data/dataset.hpp"
#include "simclr_flow/flow/flow.hpp"
#include "simclr_flow/flow/integrator.hpp"

namespace simclr_flow {

/// A configuration made real: data, views, one common start, and every flow from it.
struct Experiment {
  Dataset data;
  Dataset test;              ///< held out: no flow is made of it; 0 points if there are none
  std::vector<int> species;  ///< the label of every latent, or empty
  Points inputs;             ///< views of the data, D×N
  State view_weights;        ///< of the views of each sample where they are the nodes of a
                             ///< quadrature: V entries of sum 1; else empty
  std::shared_ptr<const Manifold> manifold;
  std::shared_ptr<const Energy> energy;
  Points start;  ///< y at t = 0 of all flows, coordinate_dim×N
  std::vector<std::unique_ptr<Flow>> flows;
  /// One for each flow: of a network, the same network on views of the test points, whose outputs
  /// at the flow's parameters are the latents of the test points; null for flows that have none. If
  /// centered, y = f_w(x) - f_w(0)(x) + b with b from the initial law, drawn for these points.
  std::vector<std::unique_ptr<Flow>> test_flows;
  std::vector<int> test_species;  ///< the label of every test latent, or empty

  Index particles() const { return start.cols(); }
  Index views() const { return inputs.cols() / data.count(); }  ///< V
};

/// The data of a configuration, standardised if it says so. `folder` is what relative file names
/// are relative to. Throws InputError.
Split read_data(const RunConfig& config, const std::string& folder);

/// All parts on these data. Throws InputError for fewer than two latents, or parts that do not fit.
Experiment build_experiment(const RunConfig& config, Split data);
/// On the data of the configuration.
Experiment build_experiment(const RunConfig& config, const std::string& folder);

/// The energy of a preset, or of the parts given for "custom".
std::unique_ptr<Energy> build_energy(const EnergyConfig& config);

/// A flow in words, for tables and pictures: "kernel flow, infinite-width relu". Descents are
/// labelled: "network descent, tanh, width 200; not a flow: adam, rate 0.001, fresh views".
std::string describe_flow(const FlowConfig& flow, const ViewsConfig& views);

/// The integrator of a flow.
std::unique_ptr<Integrator> build_integrator(const IntegratorConfig& config);

}  // namespace simclr_flow
