#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// The version of the file schema, root attribute `schema`.
inline constexpr const char* schema_version = "1.0";
/// Attribute of a series among the observables: the counter of `committed` that vouches for its
/// rows, where that is another than `observables`.
inline constexpr const char* counter_attribute = "counter";

/// What one flow stores: rows of positions (and angles on the circle), of every observable, and of
/// `weights` parameters (0 for flows without any), in the same rows perhaps rearranged as `neurons`
/// with named coordinates; of what is measured of the tangent kernel, which
/// lies among the observables but has rows of its own; two slots for checkpoints of one size; and
/// how often each kind of warning was counted.
struct FlowLayout {
  std::string name, kind, description;
  Index particles = 0;
  Index ambient_dim = 0;
  bool angle = false;
  Index frame_rows = 0;
  std::vector<std::string> observables;
  Index observable_rows = 0;
  Index weights = 0;
  Index weight_rows = 0;
  State start;        ///< parameters at t = 0, where no row of weights has them; or empty
  Index neurons = 0;  ///< 0 if they are not stored
  std::vector<std::string> neuron_coordinates;
  std::vector<std::pair<std::string, Index>> kernel;  ///< names and numbers a row, 0: a scalar
  Index kernel_rows = 0;
  Index state = 0;  ///< numbers of the state that the flow moves, stored at pairs of close times
  Index pair_rows = 0;
  std::size_t checkpoint_size = 0;
  std::vector<std::string> warnings;
  /// Latents of the test points, in rows beside the flow's own; 0 if it has none.
  Index test_particles = 0;
  std::vector<std::string> test_observables;
};

/// The proven minimum stored with a run, group `theory`.
struct StoredMinimum {
  double energy = 0;
  std::string statement, status, source;
};

/// Everything a trajectory file holds before the first row is written.
struct Layout {
  std::vector<std::pair<std::string, std::string>> texts;  ///< parameters/<first> = second
  std::uint64_t seed = 0;
  Points data;              ///< D×n, may be 0×n
  std::vector<int> labels;  ///< one a data point, or empty
  Index height = 0;         ///< of images, else 0
  Index width = 0;
  std::vector<int> species;       ///< one a latent, or empty
  Points start;                   ///< raw coordinates at t = 0 that a file gave, or empty
  Points views;                   ///< inputs of the latents, D×N, where they are not the data
  State view_weights;             ///< of views by quadrature, else empty
  Points test_data;               ///< points held out, D×(their number), or empty
  std::vector<int> test_labels;   ///< one a test point, or empty
  Points test_start;              ///< of the test latents, as start
  std::vector<int> test_species;  ///< one a test latent, or empty
  std::optional<StoredMinimum> minimum;
  std::vector<FlowLayout> flows;

  /// Bytes of all rows and data.
  double bytes() const;
  /// Whether parameters/<name> is taken by something other than a flow.
  bool has_parameter(const std::string& name) const;
};

}  // namespace simclr_flow
