#pragma once
#include <string>
#include <vector>

namespace simclr_flow {

/// Exit codes of the program.
namespace exit_code {
inline constexpr int done = 0, numerical = 1, input = 2, interrupted = 3, io = 4, differs = 5;
}

struct RunOptions {
  std::string config;
  std::string output;                  ///< empty: named after the configuration
  std::vector<std::string> overrides;  ///< key=value
  bool force = false;
  bool quiet = false;
  std::string command_line;  ///< for the file's provenance
};

struct CompareOptions {
  std::string file;
  std::string expected;  ///< an expected.toml, or empty
  bool json = false;
};

// The commands: they print to standard output, return an exit code, and throw InputError or
// StorageError with a sentence.

/// Runs every flow of a configuration into one trajectory file.
int run_command(const RunOptions& options);
/// Validates a configuration, its data included, and prints it with all defaults and its size.
int check_command(const RunOptions& options);
/// Judges a stored run; exit code 5 if anything differs.
int compare_command(const CompareOptions& options);
/// What a file holds and how its flows ended.
int info_command(const std::string& file);
/// Every name that a configuration may use.
int list_command();
/// Prints the configuration of an experiment that the program carries.
int example_command(const std::string& name);

}  // namespace simclr_flow
