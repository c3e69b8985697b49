#pragma once
// How an energy's sums are taken. Private.
#include <string>

#include "simclr_flow/config/run_config.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// "fast sums: circle, accuracy 1e-10", or "direct sums: few latents": of these latents.
std::string sums_in_words(const EnergyConfig& config, PointsView latents);

}  // namespace simclr_flow
