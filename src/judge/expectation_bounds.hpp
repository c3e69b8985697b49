#pragma once
// The range that an expectation states. Private to judge.
#include <string>

#include "simclr_flow/config/expectation.hpp"

namespace simclr_flow {

/// "mean over runs in [2, 3]".
std::string bounds_in_words(const Expectation& expect);
/// How far a value is outside; 0 inside.
double distance_from(const Expectation& expect, double value);

}  // namespace simclr_flow
