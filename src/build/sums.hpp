#pragma once
// How an energy's sums are taken. Private.
#include <string>

#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Whether it takes kernels of all pairs at all.
bool has_pair_sums(const EnergyConfig& config);

struct SumsTold {
  bool is_fast;
  std::string words;  ///< as Experiment::sums
};
SumsTold told_sums(const EnergyConfig& config, PointsView latents);

}  // namespace simclr_flow
