#pragma once
#include <string>

namespace simclr_flow {

/// The version of oneTBB that the program runs with, as 2021.8.0.
std::string threading_version();

}  // namespace simclr_flow
