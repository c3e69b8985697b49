#pragma once
// A network that descends by samples, for tests.
#include "support/samples.hpp"

namespace simclr_flow::test {

inline constexpr double rate = 0.01;

/// A small network that descends by batches of fresh views.
inline RunConfig sampled_config(const std::string& integrator = "batch = 5",
                                const char* mode = "fresh") {
  return sample_config(
      entry(flows(), "network"), entry(manifolds(), "sphere"),
      fmt::format("[views]\ncount = 2\nmode = \"{}\"\n"
                  "transforms = [{{ kind = \"shift\", direction = [1, 1], scale = 0.5 }}]\n"
                  "[integrator]\nmethod = \"gradient-descent\"\nstep = {}\n{}\n",
                  mode, rate, integrator));
}

}  // namespace simclr_flow::test
