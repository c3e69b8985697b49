#pragma once
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/io/run_rows.hpp"

namespace simclr_flow {

/// What of a run is exported, and where to.
struct ExportJob {
  const RunRows& run;
  std::vector<const StoredSet*> sets;  ///< each has a frame at least; of one_set formats one
  Index every = 1;                     ///< frames 0, every, 2 every, ...
  std::optional<Index> row{};          ///< or this one alone; negative: from the end
  std::string output;
  bool force = false;  ///< replaces what is there

  /// The rows of a set that are exported, ascending. Throws InputError if it has no such row.
  std::vector<Index> rows(const StoredSet& set) const;
};

/// What came of it.
struct ExportReport {
  std::vector<std::string> files;  ///< that were written
  std::vector<std::string> notes;  ///< of what is not as in the run: sentences
};

/// A file format of other programs. Positions, times and all else are the run's to the last bit,
/// but for projections, which are noted.
struct ExportFormat {
  std::string name;
  std::string ending;   ///< of the file's name
  std::string summary;  ///< who reads it
  bool one_set;         ///< whether a file holds one set, else any number
  /// Puts the file in place whole or not at all. Throws InputError if something is in the way, and
  /// StorageError.
  ExportReport (*write)(const ExportJob& job);
};

/// All formats: the one list of them.
const std::vector<ExportFormat>& export_formats();

// Which sets a name means. Names must be those of sets of the run; all throw InputError if no set
// that is meant has a frame.

/// The set of this name; none given: the only flow. Throws InputError if there are several.
const StoredSet& only_set(const RunRows& run, const std::string& name);
/// A flow and its test points, or those alone; none given: all that have a frame.
std::vector<const StoredSet*> sets_of(const RunRows& run, const std::string& name);

}  // namespace simclr_flow
