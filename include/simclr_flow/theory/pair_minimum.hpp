#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "simclr_flow/core/types.hpp"
#include "simclr_flow/theory/plain_sum.hpp"

namespace simclr_flow::theory {

/// The least value known of a pair energy of n points on S^{d-1}.
struct PairMinimum {
  std::string name;            ///< of the configuration, or "lowest known of 13 points"
  double value;                ///< of the preset `linear`, single views: (1/n^2) sum k_ij
  double rounding;             ///< of the digits of a table; 0 of what is computed
  std::string status, source;  ///< status: "proven" or "numerical"
};

/// Of `linear` with a kernel k that is completely monotone in |z-z'|^2, or the pair energy
/// -log|z-z'|: where n points are a sharp configuration or the 600-cell these minimize it (Cohn &
/// Kumar 2007, every such k), and the value is summed from their inner products, as of the codes of
/// theory/spherical_codes.hpp; else that of the table below. Nothing for other presets and kernels,
/// and where neither knows so many points. Domain: d >= 2, n >= 2. Throws as plain_kernel.
std::optional<PairMinimum> lowest_pair_energy(const PlainEnergy& energy, Index d, Index n);

/// A Riesz energy that others found by computation, or proved: sum_{i<j} |z_i - z_j|^(-exponent).
struct TabledEnergy {
  std::string_view kernel;
  double exponent;
  Index dim, points;
  double pairs;     ///< the sum
  double rounding;  ///< a unit of its last digit
  std::string_view name, status, source;

  double linear() const {
    const double n = static_cast<double>(points);
    return 2 * pairs / (n * n);
  }
};
std::span<const TabledEnergy> tabled_energies();

}  // namespace simclr_flow::theory
