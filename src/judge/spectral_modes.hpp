#pragma once
// The graph of the stored samples by the views that the file states. Private to judge.
#include "judged.hpp"

namespace simclr_flow {

/// Whether spectral_alignment is measured of such a run (experiments/README.md).
bool has_spectral_modes(const Judged& judged);

}  // namespace simclr_flow
