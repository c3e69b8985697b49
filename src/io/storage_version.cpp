#include "simclr_flow/io/storage_version.hpp"

#include "hdf5.hpp"

namespace simclr_flow {

std::string storage_version() {
  hdf5::initialise();
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release);
}

}  // namespace simclr_flow
