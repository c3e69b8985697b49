#pragma once
// The worst of many numbers against theirs. Private to judge.
#include <cmath>
#include <limits>
#include <string>

#include "make_check.hpp"

namespace simclr_flow {

/// The larger of two errors; one that is not a number wins for good.
inline double larger(double a, double b) { return std::isnan(a) || b <= a ? a : b; }

/// Keeps the largest |stored - recomputed| and how much of it its scale allows.
struct Worst {
  double excess = -std::numeric_limits<double>::infinity();
  double theory = 0, measured = 0, tolerance = 0;

  void see(double recomputed, double stored, double allowed) {
    const double here = std::abs(stored - recomputed) / allowed;
    if (std::isnan(excess) || here <= excess) return;
    *this = {here, recomputed, stored, allowed};
  }
  Check check(std::string id, std::string quantity, std::string reason) const {
    return numeric_check(std::move(id), std::move(quantity), theory, measured, tolerance,
                         std::move(reason));
  }
};

}  // namespace simclr_flow
