#include "toml_array.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"

namespace simclr_flow {
namespace {

/// A JSON string is a TOML string.
AxisValue word(const std::string& value) { return {nlohmann::json(value).dump(), value}; }

AxisValue item(const toml::node& node);

AxisValue nested(const toml::array& array) {
  std::vector<std::string> texts;
  for (const toml::node& node : array) texts.push_back(item(node).text);
  const std::string text = fmt::format("[{}]", fmt::join(texts, ", "));
  return {text, text};
}

AxisValue item(const toml::node& node) {
  if (const auto* value = node.as_integer()) return numeric_value(fmt::format("{}", **value));
  if (const auto* value = node.as_floating_point(); value && std::isfinite(**value))
    return numeric_value(fmt::format("{}", **value));
  if (const auto* value = node.as_string()) return word(**value);
  if (const auto* value = node.as_boolean())
    return {**value ? "true" : "false", **value ? "true" : "false"};
  if (const auto* value = node.as_array()) return nested(*value);
  throw InputError("the array holds something else than finite numbers, words and booleans");
}

}  // namespace

std::vector<AxisValue> values_of_array(const std::string& text) {
  toml::table parsed;
  try {
    parsed = toml::parse("v = " + text);
  } catch (const toml::parse_error& error) {
    throw InputError(fmt::format("not valid TOML: {}", printable(error.description())));
  }
  const toml::array* array = parsed.get("v")->as_array();
  if (!array) throw InputError("not a TOML array");
  std::vector<AxisValue> values;
  for (const toml::node& node : *array) values.push_back(item(node));
  return values;
}

}  // namespace simclr_flow
