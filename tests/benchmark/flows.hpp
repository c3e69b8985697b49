#pragma once
// Flows whose integration is timed.
#include <fmt/format.h>

#include "simclr_flow/build/experiment.hpp"
#include "simclr_flow/build/registry.hpp"

namespace simclr_flow::benchmark {

/// Four discs, as in experiments/four-discs; 4·per_class latents, one flow.
inline Experiment four_discs(Index per_class, std::string_view latent, std::string_view flow) {
  const std::string text = fmt::format(
      "[data]\nkind = \"discs\"\nradius = 0.2\nper_class = {}\n[latent]\n{}\n"
      "[initial]\nspread = 0.02\n[energy]\npreset = \"simclr\"\ntemperature = 0.2\n"
      "[[flow]]\n{}\n",
      per_class, latent, flow);
  return build_experiment(parse_config({"benchmark.toml", text, {}}, vocabulary()), ".");
}

}  // namespace simclr_flow::benchmark
