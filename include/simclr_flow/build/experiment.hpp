#pragma once
#include <memory>
#include <string>
#include <vector>

#include "simclr_flow/build/given.hpp"
#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/data/dataset.hpp"
#include "simclr_flow/flow/flow.hpp"
#include "simclr_flow/flow/integrator.hpp"
#include "simclr_flow/kernel_sum/profile.hpp"

namespace simclr_flow {

/// One flow of an experiment, with what it was made of.
struct Course {
  FlowConfig config;
  const Method* method = nullptr;  ///< of its integrator
  State weights;  ///< the parameters at t = 0 that a file gave; empty where they were drawn
  std::unique_ptr<Flow> flow;
  /// Of a network, the same network on views of the test points, whose outputs at the flow's
  /// parameters are the latents of the test points; null for flows that have none. If centered,
  /// y = f_w(x) - f_w(0)(x) + b with b their own start.
  std::unique_ptr<Flow> test_flow;
};

/// A configuration made real: data, views, one common start, and every flow from it.
struct Experiment {
  Dataset data;
  Dataset test;              ///< held out: no flow is made of it; 0 points if there are none
  std::vector<int> species;  ///< the label of every latent, or empty
  Points inputs;             ///< views of the data, D×N
  State view_weights;        ///< of the views of each sample where they are the nodes of a
                             ///< quadrature: V entries of sum 1; else empty
  std::shared_ptr<const Positives> positives;  ///< of the samples; null: by views
  std::vector<bool> known_labels;  ///< of semi, an entry per sample: whether the energy knows it
  Points positive_weights;         ///< Given::positive_weights
  std::shared_ptr<const Manifold> manifold;
  std::shared_ptr<const Energy> energy;
  Points start;                    ///< y at t = 0 of all flows, coordinate_dim×N
  Points test_start;               ///< of the latents of the test points; empty if there are none
  std::vector<Course> courses;     ///< in the order of the configuration
  std::vector<int> test_species;   ///< the label of every test latent, or empty
  std::vector<std::string> hints;  ///< of what files gave, for the user

  std::vector<std::string> told;  ///< Given::told
  /// How the energy's sums are taken at the start: "fast sums: circle, accuracy 1e-10", or
  /// "direct sums: direct sums are faster"; "direct sums throughout: few latents" where they stay
  /// so wherever latents move.
  std::string sums;

  Index particles() const { return start.cols(); }
  Index views() const { return inputs.cols() / data.count(); }  ///< V
  LatentEnergy latent_energy() const {
    return {manifold, energy, views(), view_weights, positives};
  }
};

/// All parts on what files gave. Throws InputError for fewer than two latents, or parts that do not
/// fit.
Experiment build_experiment(const RunConfig& config, Given given);
/// On what the files of the configuration give.
Experiment build_experiment(const RunConfig& config, const std::string& folder);

/// Where latents live.
std::unique_ptr<Manifold> build_manifold(const LatentConfig& config);

/// Its kernel, at its temperature, and how sums with it are taken.
Profile build_profile(const EnergyConfig& config);
Summation summation_of(const EnergyConfig& config);

/// The energy of a preset, of the parts or terms given where it is made of these.
std::unique_ptr<Energy> build_energy(const EnergyConfig& config);
/// The same with another profile for its kernel, and for the terms that take this over.
std::unique_ptr<Energy> build_energy(const EnergyConfig& config, Profile profile);

/// A flow in words, for tables and pictures: "kernel flow, infinite-width relu". Descents are
/// labelled: "network descent, tanh, width 200; not a flow: adam, rate 0.001, fresh views".
std::string describe_flow(const FlowConfig& flow, const ViewsConfig& views);

/// The integrator of a flow whose first row after the start comes at this time.
std::unique_ptr<Integrator> build_integrator(
    const IntegratorConfig& config, double first_output = std::numeric_limits<double>::infinity());

}  // namespace simclr_flow
