#pragma once
// Arguments of the command line that CLI11 does not read as people write them.
#include <string>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow {

/// A whole number, also as 4e3. Throws InputError with the option, what was given and what is
/// allowed: least to most, and `otherwise`.
Index count_argument(const char* option, const std::string& text, Index least, Index most,
                     const std::string& otherwise = "");
/// ", did you mean 'simclr'?" where one of the names is near to what was given; else empty.
std::string suggestion(const std::string& given, const std::vector<std::string>& names);
/// Throws InputError with the names, and the nearest, unless it is one of them.
void require_known(const char* option, const std::vector<std::string>& names,
                   const std::string& name);
/// Numbers with commas between them, at least one. Throws InputError likewise.
std::vector<double> numbers_argument(const char* option, const std::string& text);

}  // namespace simclr_flow
