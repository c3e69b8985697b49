#pragma once
#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// |Z P|_F^2/|Z|_F^2: the share of the variance of latents (d×nV, view a of sample i in column
/// i·views + a; Z: less their mean) in the span of modes of their samples, constant on the views
/// of each. `modes`: orthonormal columns of sum 0, n×m. In [0, 1], the same for latents that are
/// moved, rotated or scaled. 0 where all coincide.
/// Source: ours; the later version of arXiv:2503.10812 has a spectral alignment of its own, whose
/// definition is not known to us.
double spectral_alignment(const Points& modes, PointsView z, Index views);

}  // namespace simclr_flow
