#pragma once
#include <string>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

// Single committed rows of a trajectory file, finished, running or killed. Rows count from 0, or if
// negative from the end, -1 being the last. All throw InputError naming file, flow and row: a flow
// that has none of these rows, or fewer.

/// Ambient latents, d×N.
Points read_latents_row(const std::string& file, const std::string& flow, Index row);

/// Flat parameters.
State read_weights_row(const std::string& file, const std::string& flow, Index row);

}  // namespace simclr_flow
