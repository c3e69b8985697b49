#pragma once
#include <vector>

#include "rational.hpp"

namespace simclr_flow {
namespace {

/// k = (1 + |z-z'|^2/tau)^(-1/2), the inverse multiquadric: rational with exponent 1/2, at the same
/// tau. Source: Hardy, J. Geophys. Res. 76 (1971); Wendland, Scattered Data Approximation (2005).
struct Imq : Rational {
  static constexpr const char *name = "imq", *summary = "(1 + |z-z'|^2/tau)^(-1/2)";
  static std::vector<Parameter> parameters() { return {}; }

  explicit Imq(const KernelSetting& at) : Rational({at.temperature, &half}) {}

 private:
  static constexpr double half = 0.5;
};

}  // namespace
}  // namespace simclr_flow
