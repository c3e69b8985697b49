#pragma once
// Reports as JSON values. Private to judge.
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "simclr_flow/judge/check.hpp"

namespace simclr_flow {

using Json = nlohmann::ordered_json;

/// A number; what JSON cannot hold becomes a string.
Json number(double value);
Json checks_json(const std::vector<Check>& checks);
Json numbers(const std::vector<double>& values);
Json report_json(const Report& report);
/// Indented text; bytes that are no UTF-8 are replaced.
std::string dump(const Json& json);

}  // namespace simclr_flow
