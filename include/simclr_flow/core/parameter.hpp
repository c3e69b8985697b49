#pragma once
#include <limits>
#include <map>
#include <string>

namespace simclr_flow {

/// A number that a part of a registry has for its own, with the key that a configuration gives it
/// by. Allowed are low <= value <= high, `low` itself only if `low_allowed`.
struct Parameter {
  std::string name;
  std::string meaning;  ///< in a few words
  double standard;      ///< where none is given
  double low = -std::numeric_limits<double>::infinity();
  bool low_allowed = true;
  double high = std::numeric_limits<double>::infinity();

  bool allows(double value) const {
    return (low_allowed ? value >= low : value > low) && value <= high;
  }
};

/// Values by the names of their parameters.
using Parameters = std::map<std::string, double, std::less<>>;

}  // namespace simclr_flow
