#pragma once
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"
#include "simclr_flow/io/trajectory_reader.hpp"

namespace simclr_flow {

/// Where a series of numbers lies in a trajectory file.
struct StoredSeries {
  std::string name;            ///< position, angle, or that of the observable
  std::string path;            ///< of its group
  std::vector<Index> extents;  ///< of a row; none: one number
  std::string track;           ///< whose rows it has

  /// Numbers of a row.
  Index size() const;
};

/// Latents that are measured together - those of a flow, or of its test points - and what a file
/// holds of them.
struct StoredSet {
  std::string name;            ///< that of the flow, or its test_name
  std::string flow;            ///< whose they are
  std::string status, reason;  ///< how the flow ended
  Index latents = 0, ambient_dim = 0;
  std::vector<int> species;  ///< one per latent, or empty
  StoredSeries position;     ///< rows [latents][ambient_dim]
  std::optional<StoredSeries> angle;
  std::vector<StoredSeries> observables;
  std::map<std::string, StoredClock> clocks;  ///< the committed rows, by track

  bool is_test() const { return name != flow; }
  const StoredClock& frames() const { return clocks.at(track_name::frames); }
};

/// A finished, running or killed trajectory file whose rows are read when they are asked for: of a
/// file of any size little is in memory. What is committed later than it was opened is not seen.
/// Locks nothing. All throw InputError naming the file.
class RunRows {
 public:
  /// Refuses what is missing, not HDF5, not of this schema, or a study.
  explicit RunRows(const std::string& path);
  ~RunRows();
  RunRows(const RunRows&) = delete;
  RunRows& operator=(const RunRows&) = delete;

  const std::string& path() const { return path_; }
  /// Of each flow that stores latents the set, and that of its test points, in order of names.
  const std::vector<StoredSet>& sets() const { return sets_; }
  /// The numbers of the rows first, ..., first + count - 1 of a series, one row after another.
  std::vector<double> read(const StoredSeries& series, Index first, Index count) const;

 private:
  struct File;
  std::string path_;
  std::unique_ptr<File> file_;
  std::vector<StoredSet> sets_;
};

/// The rows of a series, read in blocks of about a megabyte.
class RowReader {
 public:
  RowReader(const RunRows& run, const StoredSeries& series, Index rows);
  /// Valid until the next row is asked for. Fast in ascending order.
  std::span<const double> row(Index k);

 private:
  const RunRows& run_;
  const StoredSeries& series_;
  Index rows_, width_, block_, first_ = 0;
  std::vector<double> values_;
};

}  // namespace simclr_flow
