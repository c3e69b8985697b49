#include "provenance.hpp"

#include <cblas.h>
#include <cvode/cvode.h>
#include <fmt/chrono.h>
#include <fmt/core.h>
#include <sundials/sundials_version.h>
#include <toml++/toml.h>
#include <zlib.h>

#include <Eigen/Core>
#include <boost/version.hpp>
#include <nlohmann/json.hpp>

#include "simclr_flow/io/storage_version.hpp"
#include "simclr_flow/kernel_sum/kernel_sum.hpp"

namespace simclr_flow {

std::string library_versions() {
  char sundials[32] = "";
  SUNDIALSGetVersion(sundials, sizeof sundials);
  return fmt::format(
      "{}\ncompiler {}\nEigen {}.{}.{}\nBoost {}.{}.{}\nHDF5 {}\nSUNDIALS {}\n"
      "fmt {}\ntoml++ {}.{}.{}\nnlohmann-json {}.{}.{}\nzlib {}\n{}\nkernel sums by {}",
      program_version(), __VERSION__, EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION,
      BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100, storage_version(),
      sundials, FMT_VERSION, TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH,
      NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH,
      zlibVersion(), openblas_get_config(), instruction_set());
}

std::string time_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

std::string program_version() { return "simclr-flow " SIMCLR_FLOW_VERSION; }

}  // namespace simclr_flow
