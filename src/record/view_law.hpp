#pragma once
// The modes of the augmentation graph of a run's samples and views. Private to record.
#include <optional>

#include "simclr_flow/record/setup.hpp"

namespace simclr_flow::record {

/// Whether the law of the views has a density (theory/view_law.hpp), and its graph has
/// affordable_draws (theory/augmentation_graph.hpp).
bool has_graph(const Setup& setup);
/// The leading modes, n×m. Only where there is a graph.
Points graph_modes_of(const Setup& setup);

}  // namespace simclr_flow::record
