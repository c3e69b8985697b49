#pragma once
#include <string>

#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/sweep/sweep_folder.hpp"

namespace simclr_flow {

/// What is done of the sweep of a folder, and why points failed.
int info_sweep(const InfoOptions& options);

}  // namespace simclr_flow
