#pragma once
// Values written as a TOML array. Private to study.
#include <string>
#include <vector>

#include "simclr_flow/sweep/axis.hpp"

namespace simclr_flow {

/// A number by its text, which is kept.
inline AxisValue numeric_value(const std::string& text) { return {text, text, true}; }

/// The items of "[a, b, c]": numbers, strings, booleans, or arrays of these. Throws InputError,
/// with what is wrong alone.
std::vector<AxisValue> values_of_array(const std::string& text);

}  // namespace simclr_flow
