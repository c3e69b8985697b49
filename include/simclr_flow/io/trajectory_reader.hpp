#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"
#include "simclr_flow/io/layout.hpp"
#include "simclr_flow/io/series_paths.hpp"

namespace simclr_flow {

/// Steps and times of the committed rows of a series, and the rows there is room for.
struct StoredClock {
  std::vector<Index> step;
  std::vector<double> time;
  Index room = 0;
};

/// How often a warning was counted, and the worst of it.
struct StoredWarning {
  Index count = 0;
  double worst = 0;
};

/// Series among the observables that have rows of their own: those of one track.
struct StoredTrack {
  StoredClock clock;
  std::map<std::string, std::vector<State>> series;  ///< rows by name
};

/// The rows of one number; `clock` belongs to the flow.
struct ScalarSeries {
  std::vector<double> values;
  const StoredClock& clock;
};

/// What a file holds of the latents of the test points of a flow, in the rows of the flow's own.
struct StoredTest {
  std::vector<Points> positions;  ///< d×(their number) each
  std::vector<int> species;       ///< one per test latent, or empty
  std::map<std::string, std::vector<double>> observables;
};

/// The neurons of a flow that stores them, and the parameters that they are, in the same rows.
struct StoredNeurons {
  Index count = 0;
  std::vector<std::string> coordinates;
  std::vector<Points> positions;  ///< (their coordinates)×m each
  std::vector<State> weights;
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
  std::map<std::string, StoredTrack> tracks;  ///< by the counter of their rows
  Index weights = 0;                          ///< number of parameters, 0 if none are stored
  StoredClock weights_clock;
  State first_weights;  ///< their first row, or empty
  StoredClock pairs_clock;
  std::vector<State> pairs;  ///< the state that the flow moves, at pairs of close times
  std::map<std::string, StoredWarning> warnings;  ///< of the kinds that were checked
  Index restarts = 0;
  std::map<std::string, double> seconds;  ///< by kind of work; `total`; or none
  std::optional<StoredTest> test;
  std::optional<StoredNeurons> neurons;

  /// The values of an observable; throws InputError if the file has none of this name.
  const std::vector<double>& observable(const std::string& name) const;
  /// A track with rows of its own; an empty one if the file has none of this name.
  const StoredTrack& track(const std::string& name) const;
  const StoredTrack& kernel() const { return track(track_name::kernel); }
  /// An observable, of the test points with "test." before its name, or a scalar of a track, with
  /// its clock; throws InputError if there is none.
  ScalarSeries scalar_series(const std::string& name) const;
};

/// What a file says of the run as a whole.
struct StoredSetting : StoredInputs {
  std::string path;
  std::string schema;                        ///< trajectory_schema, or older_trajectory_schema
  std::map<std::string, std::string> texts;  ///< Layout::texts
  std::string resumed;                       ///< a line per resume
  std::map<std::string, State> weights;      ///< parameters at t = 0 that files gave, by flow

  /// A string of `parameters`; throws InputError if it is missing.
  const std::string& text(const std::string& name) const;
};

struct StoredRun : StoredSetting {
  std::vector<StoredFlow> flows;  ///< in the order of their names
};

/// Whether a file is HDF5 with the root attribute `schema`.
bool is_trajectory_file(const std::string& path);

/// Reads a finished, running or killed trajectory file; locks nothing.
/// Throws InputError naming the file if it is missing, not HDF5, or not of this schema.
StoredRun read_run(const std::string& path);
/// The same without what is large: how flows ended, their observables and warnings; no latents,
/// labels, weights or states.
StoredRun read_outcomes(const std::string& path);
/// The setting alone: no rows are read.
StoredSetting read_setting(const std::string& path);

}  // namespace simclr_flow
