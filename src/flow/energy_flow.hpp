#pragma once
// A flow of latents whose masses stay. Private to flow.
#include "simclr_flow/flow/flow.hpp"

namespace simclr_flow {

/// E is a LatentEnergy of the outputs.
class EnergyFlow : public Flow {
 public:
  explicit EnergyFlow(LatentEnergy energy) : energy_(std::move(energy)) {}
  const Manifold& manifold() const override { return energy_.manifold(); }
  FirstOrder first_order(const State& x) const override { return energy_.first_order(outputs(x)); }
  Points output_gradient(const State& x) const override {
    Points gradient;
    energy_.evaluate(outputs(x), &gradient);
    return gradient;
  }
  const LatentEnergy* latent_energy() const override { return &energy_; }

 protected:
  LatentEnergy energy_;
};

}  // namespace simclr_flow
