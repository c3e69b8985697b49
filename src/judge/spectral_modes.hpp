#pragma once
// The graph of the stored samples by the views that the file states. Private to judge.
#include <optional>

#include "judged.hpp"
#include "simclr_flow/theory/augmentation_graph.hpp"

namespace simclr_flow {

/// The law of the views that the configuration states; nothing where it has no density, or one that
/// takes long.
std::optional<theory::ViewLaw> stated_law(const ViewsConfig& views);

/// Whether spectral_alignment is measured of such a run (experiments/README.md).
bool has_spectral_modes(const StoredRun& run, const RunConfig& config);

/// The graph by which a run measures it, which is theory's by the run's seed. Only where there is
/// one.
theory::AugmentationGraph measured_graph(const StoredRun& run, const RunConfig& config);

/// The eigenvectors of a graph, n×n with rows of sum 1, that are its modes by the definition of
/// theory/augmentation_graph.hpp, among functions of mean 0 in Helmert's basis.
struct SpectralModes {
  Points vectors;        ///< n×m
  double gap = 1;        ///< between their eigenvalues and all others; rounding turns them by 1/gap
  bool is_clear = true;  ///< no eigenvalue is so near to where modes end that rounding decides
};
SpectralModes modes_of(const Points& graph);

}  // namespace simclr_flow
