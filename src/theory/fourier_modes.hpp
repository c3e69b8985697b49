#pragma once
// The Fourier coefficients of atoms on the circle. Private to theory.
#include <fmt/format.h>

#include <complex>
#include <vector>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/types.hpp"

namespace simclr_flow::theory {

inline void check_shapes(PointsView z, const State* mass) {
  if (z.cols() < 1) throw InputError("discrepancy: a law needs at least one point, not 0");
  if (mass && mass->size() != z.cols())
    throw InputError(
        fmt::format("discrepancy: {} points need as many masses, not {}", z.cols(), mass->size()));
}

inline long double mass_of(Index i, PointsView z, const State* mass) {
  return mass ? static_cast<long double>((*mass)[i]) : 1 / static_cast<long double>(z.cols());
}

/// Fourier coefficients of a law on the circle, one degree after the other.
class FourierModes {
  using Complex = std::complex<long double>;

 public:
  FourierModes(PointsView z, const State* mass) {
    check_shapes(z, mass);
    if (z.rows() != 2)
      throw InputError(
          fmt::format("discrepancy on the circle: dimension must be 2, not {}", z.rows()));
    for (Index i = 0; i < z.cols(); ++i) {
      const Complex point(z(0, i), -z(1, i));
      turn_.push_back(point / std::abs(point));
      power_.push_back(mass_of(i, z, mass));
    }
  }
  /// rho_1, rho_2, ... call by call.
  Complex next() {
    Complex sum = 0;
    for (std::size_t i = 0; i < turn_.size(); ++i) sum += power_[i] *= turn_[i];
    return sum;
  }

 private:
  std::vector<Complex> turn_, power_;
};

}  // namespace simclr_flow::theory
