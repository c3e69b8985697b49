#include "simclr_flow/diagnostics/spectral_alignment.hpp"

#include <algorithm>

namespace simclr_flow {

double spectral_alignment(const Points& modes, PointsView z, Index views) {
  const Points centred = z.colwise() - z.rowwise().mean();
  const double all = centred.squaredNorm();
  if (!(all > 0)) return 0;
  Points sums = Points::Zero(z.rows(), modes.rows());
  for (Index i = 0; i < z.cols(); ++i) sums.col(i / views) += centred.col(i);
  return std::min(1.0, (sums * modes).squaredNorm() / static_cast<double>(views) / all);
}

}  // namespace simclr_flow
