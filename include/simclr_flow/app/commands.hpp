#pragma once
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"

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
  bool json = false;          ///< of check and minimize: one JSON document, nothing else
  std::string command_line;   ///< for provenance
  std::string config_text{};  ///< instead of what the file `config` holds, unless empty
};

/// What outputs of a configuration are named after: its own name, of a config.toml in a folder the
/// folder's; no ending. From a pipe: "run".
std::string default_name(const std::string& config);

struct HelpOptions {
  std::string key;  ///< of the configuration; of a table between brackets, too; empty: all
  bool json = false;
  std::string command_line = {};
};

struct CompareOptions {
  std::vector<std::string> files;  ///< at least one; or the folder of an ensemble, alone
  std::string expected;            ///< an expected.toml, or empty
  bool json = false;
  std::string command_line = {};  ///< for the provenance of JSON, here and below
};

struct EnergyOptions {
  std::string points;       ///< CSV, .npy, or file.h5:/path
  std::string preset;       ///< an energy; may be empty with `all`
  std::string temperature;  ///< one, or several with commas between them
  std::string kernel = "gauss";
  std::string manifold;  ///< empty: sphere for losses of normalised outputs, else euclidean
  std::string sides;     ///< of a box, with commas between them
  std::string views;     ///< a number; empty: 1, and what that means is said
  std::string order = "interleaved";   ///< of views in rows: or cat
  std::string positives = "views";     ///< a kind of [positives]
  std::string labels;                  ///< a file: the label of each sample
  std::vector<std::string> overrides;  ///< energy.key=value of a custom energy, positives.key=value
  bool all = false;                    ///< a table, of every energy unless `preset` names one
  std::string gradient;                ///< where to write dE/d(rows as given), or empty
  bool force = false;
  bool json = false;
  std::string command_line = {};
};

struct TheoryOptions {
  std::string dim = "2";  ///< of the ambient space
  std::string temperature = "0.2";
  std::string preset = "simclr";
  std::string kernel = "gauss";
  std::vector<std::string> overrides;  ///< key=value, of parameters of the kernel
  std::string points;                  ///< the same as samples
  std::string samples;                 ///< a number; empty: laws, and configurations of every size
  std::string views;                   ///< of each sample; empty: 1
  bool json = false;
  std::string command_line = {};
};

struct ExtractOptions {
  std::string file;
  std::string output;                     ///< .npy, .csv or .h5; of a table .csv, .json or .tex
  bool latents = false, weights = false;  ///< of a trajectory
  bool observables = false;               ///< of a trajectory, a table .csv
  bool minimizer = false, table = false;  ///< of a study
  Index rank = 0;                         ///< of the minimizer in the study's table
  std::string flow;                       ///< empty: the one flow that fits
  std::string reader;                     ///< of weights: "torch", whose layers have no factors
  Index row = -1;  ///< from 0, or from the end: -1 is the last that is committed
  bool force = false;
};

struct ExportOptions {
  std::string file;
  std::string format;
  std::string flow;    ///< or its test points, NAME.test; empty: all, or the only one
  std::string every;   ///< a number; empty: 1
  std::string row;     ///< a number, negative from the end; empty: all
  std::string output;  ///< empty: named after the file
  bool force = false;
};

struct SweepOptions {
  RunOptions run;  ///< of every point; output: the folder, empty: <configuration>-sweep
  std::vector<std::string> over;  ///< key=values
  std::string shard = "1/1";
  std::string command = "run";
};

/// Of `info`, a file, and of `list`, none.
struct InfoOptions {
  std::string file;
  bool json = false;
  std::string command_line = {};
};

// The commands: they print to standard output, return an exit code, and throw InputError or
// StorageError with a sentence.

/// Runs every flow of a configuration into one trajectory file; with `seeds`, into one file a seed
/// in a folder.
int run_command(const RunOptions& options);
/// Takes many starts of the particle flow to stationary states, certifies, classifies and counts
/// them, in one study file; prints the table. Exit code 1 if a start is not stationary.
int minimize_command(const RunOptions& options);
/// Goes on with a study file, or with the flows of a trajectory file (options.config), or of every
/// file of an ensemble's folder, that are not done or whose end the overrides move.
int resume_command(const RunOptions& options);
/// Does a command at every point of a grid, into one folder; what is done there already stays. Exit
/// code 1 if a point failed.
int sweep_command(const SweepOptions& options);
/// Validates a configuration, its data included, and prints it with all defaults and its size.
int check_command(const RunOptions& options);
/// Judges stored runs and compares their flows in pairs, or judges every run of an ensemble and
/// their spread; exit code 5 if anything differs.
int compare_command(const CompareOptions& options);
/// Energies of points from a file, with their gradient, lower bound and gap. On the sphere rows are
/// normalised first and the gradient is with respect to the rows as given. Exit code 1 if a value
/// is beyond the range of numbers; nothing is written then.
int energy_command(const EnergyOptions& options);
/// Writes one committed row of a trajectory file, latents or weights, to a file of its own that a
/// configuration can start from.
int extract_command(const ExtractOptions& options);
/// Its part for observables: all of a flow as one table.
int extract_observables(const ExtractOptions& options);
/// Its part for studies: the table of configurations, or the latents of one of them.
int extract_of_study(const ExtractOptions& options);
/// Writes what is committed of a trajectory file in a format of other programs.
int export_command(const ExportOptions& options);
/// The table of minimizers, energies, bounds and rates of a setting, each with its status.
int theory_command(const TheoryOptions& options);
/// What a file holds and how its flows ended; of an ensemble, a line per file; of a sweep, what is
/// done of it.
int info_command(const InfoOptions& options);
/// Every name that a configuration may use.
int list_command(const InfoOptions& options);
/// A JSON Schema of the configuration, for editors.
int schema_command();
/// What a key of the configuration means, its default and what it may be; all keys if it is empty.
int help_command(const HelpOptions& options);
/// Prints the configuration of an experiment that the program carries.
int example_command(const std::string& name);

}  // namespace simclr_flow
