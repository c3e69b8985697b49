#pragma once
// Points and flows for tests, made from the registry.
#include <fmt/format.h>

#include <string>

#include "simclr_flow/build/experiment.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/random_stream.hpp"

namespace simclr_flow::test {

inline Profile gauss(double temperature) { return gauss_profile(temperature); }

inline Points random_points(Index d, Index n, std::uint32_t substream) {
  return RandomStream(2026, "test", substream).normals(d, n);
}

inline State random_state(Index n, std::uint32_t substream) {
  return RandomStream(2026, "test", substream).normals(n, 1);
}

/// A small configuration with one flow of this kind, started wide enough to be smooth everywhere.
inline RunConfig sample_config(const FlowEntry& flow, const ManifoldEntry& manifold,
                               const std::string& extra = "") {
  const std::string text = fmt::format(
      "[data]\nkind = \"discs\"\nper_class = 2\n[latent]\nmanifold = \"{}\"\ndim = {}\n"
      "[initial]\nspread = 0.7\n[energy]\npreset = \"simclr\"\ntemperature = 0.3\n{}\n"
      "[[flow]]\nkind = \"{}\"\n{}\n",
      manifold.name, manifold.sample_dim, extra, flow.name, flow.sample);
  return parse_config({"sample.toml", text, {}}, vocabulary());
}

/// Manifolds on which flows run: those without walls.
inline std::vector<ManifoldEntry> flow_manifolds() {
  std::vector<ManifoldEntry> all;
  for (const ManifoldEntry& entry : manifolds())
    if (!entry.make(entry.sample())->facts().walls) all.push_back(entry);
  return all;
}

/// A flow of the registry on a manifold.
struct FlowSample {
  FlowEntry flow;
  ManifoldEntry manifold;
};

/// Every flow on every manifold, and both forms on the sphere: of a network, and intrinsic ones of
/// a kernel with a block and with a number for each pair of inputs.
inline std::vector<FlowSample> flow_samples() {
  std::vector<FlowSample> samples;
  for (const FlowEntry& flow : flows())
    for (const ManifoldEntry& manifold : flow_manifolds()) samples.push_back({flow, manifold});
  for (const char* intrinsic :
       {"form = \"intrinsic\"\nkernel = \"empirical\"\nactivation = \"tanh\"\nwidths = [20]",
        "form = \"intrinsic\"\nkernel = \"infinite-width\"\nactivation = \"relu\""}) {
    samples.push_back({entry(flows(), "kernel"), entry(manifolds(), "sphere")});
    samples.back().flow.sample = intrinsic;
  }
  for (const char* form : {"form = \"normalised\"\nactivation = \"tanh\"\nwidths = [20]",
                           "form = \"intrinsic\"\nactivation = \"gelu\"\nwidths = [9, 8]"}) {
    samples.push_back({entry(flows(), "network"), entry(manifolds(), "sphere")});
    samples.back().flow.sample = form;
  }
  return samples;
}

inline Points gram(const Points& z) { return z.transpose() * z; }

}  // namespace simclr_flow::test
