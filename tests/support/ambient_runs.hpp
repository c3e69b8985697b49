#pragma once
// Particle flows from given starts to a time, their latents at the end or at every time.
#include <utility>

#include "support/runs.hpp"

namespace simclr_flow::test {

inline std::unique_ptr<Flow> particles(std::string_view preset, std::string_view manifold, Index d,
                                       double tau, Points start) {
  const std::shared_ptr<const Energy> energy = entry(energies(), preset).make(gauss(tau));
  return make_particle_flow(
      LatentEnergy(build_manifold({.manifold = std::string(manifold), .dim = d, .sides = {}}),
                   energy, 1),
      std::move(start));
}

/// Ambient latents at a time.
inline Points latents_at(const Flow& flow, Integrator& method, double time) {
  REQUIRE(Run(flow, method, {.end = time}, {}).go().status.outcome == Outcome::done);
  return flow.manifold().ambient(flow.outputs(method.interpolate(time)));
}

/// Shows every row to a function of (time, energy, latents).
template <class Function>
class EveryRow final : public Observer {
 public:
  EveryRow(std::vector<double> times, Function function)
      : cadence_(std::move(times)), function_(std::move(function)) {}
  double next_time() const override { return cadence_.next_time(); }
  void observe(const Snapshot& s) override {
    function_(s.time(), s.energy(), s.latents());
    cadence_.advance();
  }

 private:
  Cadence cadence_;
  Function function_;
};

}  // namespace simclr_flow::test
