#pragma once
#include <string>

namespace simclr_flow {

/// The version of the HDF5 library the program runs with.
std::string storage_version();

}  // namespace simclr_flow
