#include "simclr_flow/theory/harmonic_moments.hpp"

#include <algorithm>
#include <cmath>

#include "domain.hpp"
#include "fourier_modes.hpp"
#include "simclr_flow/theory/gegenbauer.hpp"

namespace simclr_flow::theory {

State harmonic_moments(PointsView z, Index degree, const State* mass) {
  require_ambient("harmonic moments", z.rows());
  check_shapes(z, mass);
  State moments = State::Ones(degree + 1);
  if (z.rows() == 2) {
    FourierModes modes(z, mass);
    for (Index l = 1; l <= degree; ++l) moments[l] = static_cast<double>(std::abs(modes.next()));
    return moments;
  }
  const auto squares = design_moments(z, degree, mass);
  for (Index l = 1; l <= degree; ++l)
    moments[l] = std::sqrt(std::max(squares[static_cast<std::size_t>(l)], 0.0));
  return moments;
}

}  // namespace simclr_flow::theory
