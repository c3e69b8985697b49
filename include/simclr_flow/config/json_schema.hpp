#pragma once
#include <string>

#include "simclr_flow/config/parse.hpp"

namespace simclr_flow {

/// A JSON Schema (draft 2020-12) of the configuration, for editors: every key with its sentence,
/// type, default, range and choices, and no others. What depends on other keys is told in
/// descriptions and allowed by the union: a configuration that the program takes is valid, one that
/// is valid the program may still refuse.
std::string json_schema(const Vocabulary& vocabulary);

}  // namespace simclr_flow
