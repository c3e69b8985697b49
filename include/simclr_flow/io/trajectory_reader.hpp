#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"
#include "simclr_flow/io/layout.hpp"

namespace simclr_flow {

/// Steps and times of the committed rows of a series, and the rows there is room for.
struct StoredClock {
  std::vector<Index> step;
  std::vector<double> time;
  Index room = 0;
};

/// One flow of a file, every series cut at its committed counter.
struct StoredFlow {
  std::string name, kind, description, status, reason;
  Index particles = 0, ambient_dim = 0;
  std::vector<int> species;
  StoredClock frames, observables_clock;
  std::vector<Points> positions;  ///< d×N each
  std::vector<State> angles;      ///< on the circle, else empty
  std::map<std::string, std::vector<double>> observables;
  Index weights = 0;  ///< number of parameters, 0 if none are stored

  /// The values of an observable; throws InputError if the file has none of this name.
  const std::vector<double>& observable(const std::string& name) const;
};

struct StoredRun {
  std::string path;
  std::map<std::string, std::string> texts;  ///< the strings of `parameters`
  std::uint64_t seed = 0;
  Index data_count = 0, data_dim = 0;
  std::optional<StoredMinimum> minimum;
  std::vector<StoredFlow> flows;  ///< in the order of their names

  /// A string of `parameters`; throws InputError if it is missing.
  const std::string& text(const std::string& name) const;
};

/// Whether a file is HDF5 with the root attribute `schema`.
bool is_trajectory_file(const std::string& path);

/// Reads a finished, running or killed trajectory file; locks nothing.
/// Throws InputError naming the file if it is missing, not HDF5, or not of this schema.
StoredRun read_run(const std::string& path);

}  // namespace simclr_flow
