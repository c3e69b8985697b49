#include "simclr_flow/record/provenance.hpp"

#include <cblas.h>
#include <cvode/cvode.h>
#include <fmt/chrono.h>
#include <fmt/core.h>
#include <gnu/libc-version.h>
#include <pwd.h>
#include <sundials/sundials_version.h>
#include <toml++/toml.h>
#include <unistd.h>
#include <zlib.h>

#include <Eigen/Core>
#include <array>
#include <boost/version.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "simclr_flow/core/shown.hpp"
#include "simclr_flow/core/threading_version.hpp"
#include "simclr_flow/io/storage_version.hpp"
#include "simclr_flow/kernel_sum/kernel_sum.hpp"

namespace simclr_flow {
namespace {

/// By which instructions the functions of the C library run, as it chooses when the program starts.
const char* instructions_of_functions() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2")) return " by fma";
#endif
  return "";
}

/// How the lines of library_versions begin that tell how numbers are computed. How they are stored
/// is not among them, nor are the threads: results do not depend on these.
constexpr std::array arithmetic{"simclr-flow ", "compiler ", "Eigen ",     "Boost ",
                                "SUNDIALS ",    "OpenBLAS ", "C library ", "kernel sums by "};

/// What follows this beginning of a line of a text; none if no line begins so.
std::optional<std::string> rest_of_line(const std::string& text, std::string_view beginning) {
  for (std::size_t at = 0; at < text.size(); at = std::min(text.find('\n', at), text.size()) + 1)
    if (text.compare(at, beginning.size(), beginning) == 0) {
      const std::size_t from = at + beginning.size();
      return text.substr(from, text.find('\n', from) - from);
    }
  return std::nullopt;
}

}  // namespace

std::string library_versions() {
  char sundials[32] = "";
  SUNDIALSGetVersion(sundials, sizeof sundials);
  return fmt::format(
      "{}\ncompiler {}\nEigen {}.{}.{}\nBoost {}.{}.{}\nHDF5 {}\nSUNDIALS {}\n"
      "fmt {}\ntoml++ {}.{}.{}\nnlohmann-json {}.{}.{}\nzlib {}\noneTBB {}\n{}\nC library glibc "
      "{}{}\n"
      "kernel sums by {}",
      program_version(), __VERSION__, EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION,
      BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100, storage_version(),
      sundials, FMT_VERSION, TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH,
      NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH,
      zlibVersion(), threading_version(), openblas_get_config(), gnu_get_libc_version(),
      instructions_of_functions(), instruction_set());
}

std::string changed_arithmetic(const std::string& versions, const std::string& commit) {
  const std::string now = library_versions();
  std::string changed;
  const auto add = [&changed](const std::string& what, const std::string& before) {
    changed += fmt::format("{}{} (before: {})", changed.empty() ? "" : ", ", what, before);
  };
  for (const char* beginning : arithmetic) {
    const auto before = rest_of_line(versions, beginning), after = rest_of_line(now, beginning);
    if (before && after && *before != *after) add(beginning + *after, *before);
  }
  if (commit != program_commit()) add("commit " + program_commit(), commit);
  return changed;
}

std::string resume_note(const std::string& changed, const std::string& command_line) {
  return fmt::format("{} {}{}: {}", time_now(), program_commit(),
                     changed.empty() ? "" : " with " + changed, command_line);
}

std::string time_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

std::string user_name() {
  const passwd* const user = getpwuid(geteuid());
  if (!user) return "unknown";
  const std::string full = user->pw_gecos ? user->pw_gecos : "";
  const std::string name = full.substr(0, full.find(','));
  return printable(name.empty() ? user->pw_name : name);
}

std::string program_version() { return "simclr-flow " SIMCLR_FLOW_VERSION; }

}  // namespace simclr_flow
