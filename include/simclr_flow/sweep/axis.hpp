#pragma once
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// Values of one axis, and points of one sweep, are at most so many.
inline constexpr Index largest_sweep = 100'000;

struct AxisValue {
  std::string text;   ///< as `--set key=text` takes it; numbers in their shortest exact form
  std::string label;  ///< for people: words without their quotes
  bool is_number = false;

  bool operator==(const AxisValue&) const = default;
};

/// A key of the configuration and the values that it takes.
struct Axis {
  std::string key;
  std::string given;  ///< the values as they were asked for
  std::vector<AxisValue> values;
};

/// Reads `key=values`, values being one of
///
///   logspace(a,b,n)   a (b/a)^{k/(n-1)}, k = 0 ... n-1; a, b > 0, n >= 2
///   linspace(a,b,n)   a + (b-a) k/(n-1)
///   a:b, a:b:step     integers, both ends included: step divides b - a
///   a,b,c             numbers or words
///   [a, b, c]         a TOML array of numbers, strings, booleans, or arrays of these
///
/// The ends of a space are exact; values between are rounded to 15 digits, so that they are the
/// same on every machine, and 0.1 where that is meant. Throws InputError with the option, what was
/// given and what is allowed: also for a value that comes twice and for more than largest_sweep.
Axis parse_axis(const std::string& option);

}  // namespace simclr_flow
