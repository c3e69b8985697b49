#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// The version of the schema of studies, root attribute `schema`, and of judgements.
inline constexpr const char* schema_version = "1.0";
/// That of trajectories. A file of 1.1 has every series that its configuration asks for; one of 1.0
/// may be older than some of them: it is read, judged and resumed by what it has.
inline constexpr const char* trajectory_schema = "1.1";
inline constexpr const char* older_trajectory_schema = "1.0";

/// A series: rows of one shape in the dataset `value` of a group, beside its `step` and `time`.
struct SeriesLayout {
  std::string path;            ///< of the group (series_paths.hpp)
  std::vector<Index> extents;  ///< of a row; none: one number
  std::vector<std::pair<std::string, std::string>> attributes{};  ///< of the group: texts
  std::vector<std::string> coordinates{};  ///< their names, coordinates_attribute; or none

  /// Numbers of a row.
  Index size() const;
};

/// Series that share rows, clock and counter, and the rows that there is room for: at least one.
struct TrackLayout {
  std::string name;  ///< of its counter among parameters/<flow>/committed
  std::vector<SeriesLayout> series;
  Index rows = 0;

  /// Numbers of a row of all series.
  Index size() const;
};

/// A group of particles, unbounded in every direction: particles/<name>.
struct ParticlesLayout {
  std::string name;
  Index dimension = 0;
  std::vector<int> species{};  ///< one a particle, or empty
};

/// What one flow stores: particles, rows of tracks, two slots for checkpoints of one size, how
/// often each kind of warning was counted, the seconds of each kind of work, and the counts of its
/// solver.
struct FlowLayout {
  std::string name, kind, description;
  std::vector<ParticlesLayout> particles;
  std::vector<TrackLayout> tracks;
  State start;  ///< parameters at t = 0, where no row of weights has them; or empty
  std::size_t checkpoint_size = 0;
  std::vector<std::string> warnings;
  std::vector<std::string> work;
  std::vector<std::string> solver{};

  /// The rows that a track has room for; 0 if there is none of this name.
  Index rows(const std::string& track) const;
};

/// The proven minimum stored with a run, group `theory`.
struct StoredMinimum {
  double energy = 0;
  std::string statement, status, source;
};

/// What a run starts from, as its file holds it.
struct StoredInputs {
  std::uint64_t seed = 0;
  Points data;                           ///< D×n, may be 0×n
  std::vector<int> labels;               ///< one per data point, or empty
  std::vector<std::string> class_names;  ///< one per class, or empty
  Index height = 0;                      ///< of images, else 0
  Index width = 0;
  Points start;                  ///< raw coordinates at t = 0 that a file gave, or empty
  Points views;                  ///< inputs of the latents, D×N, where they are not the data
  State view_weights;            ///< of views by quadrature, else empty
  Points positive_weights;       ///< 3×(their number): i, j, w of positives; or empty
  State known_labels;            ///< 1 per sample whose label the energy knows, else 0; or empty
  Points test_data;              ///< points held out, D×(their number), or empty
  std::vector<int> test_labels;  ///< one per test point, or empty
  Points test_start;             ///< of the test latents, as start
  std::optional<StoredMinimum> minimum;
};

/// Everything a trajectory file holds before the first row is written.
struct Layout : StoredInputs {
  std::vector<std::pair<std::string, std::string>> texts;  ///< parameters/<first> = second
  std::vector<FlowLayout> flows;

  /// Bytes of all rows and data.
  double bytes() const;
  /// A text by its name, or `otherwise` if it is none of them.
  std::string text(const std::string& name, const std::string& otherwise) const;
  /// Whether parameters/<name> is taken by something other than a flow.
  bool has_parameter(const std::string& name) const;
};

}  // namespace simclr_flow
