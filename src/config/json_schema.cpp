#include "simclr_flow/config/json_schema.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "key_search.hpp"

namespace simclr_flow {
namespace {

using Json = nlohmann::ordered_json;

/// Whole numbers without a point.
Json plain(double value) {
  const bool is_whole = value == std::floor(value) && std::abs(value) < 1e15;
  return is_whole ? Json(static_cast<long long>(value)) : Json(value);
}

void add_range(const Range& range, Json& json) {
  if (std::isfinite(range.low))
    json[range.low_allowed ? "minimum" : "exclusiveMinimum"] = plain(range.low);
  if (std::isfinite(range.high)) json["maximum"] = plain(range.high);
}

Json values_of(const std::string& type, const UnitedKey& key) {
  Json json{{"type", type}};
  add_range(key.range, json);
  if (!key.choices.empty()) json["enum"] = key.choices;
  return json;
}

Json object() {
  return {{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}};
}

Json array_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

/// As opposed to an array of tables.
bool is_table(const std::string& type) { return type.ends_with("table"); }

/// What a value of the key may be, by the type that its guide tells.
Json type_of(const std::string& type, const UnitedKey& key) {
  if (is_table(type)) return object();
  if (type == "array of tables") return array_of(object());
  if (type == "array of arrays of numbers") return array_of(array_of({{"type", "number"}}));
  if (type == "array of strings") {
    Json json = array_of(values_of("string", key));
    if (!key.choices.empty()) json["minItems"] = 1;
    return json;
  }
  if (type == "array of integers or strings")
    return array_of({{"anyOf", {{{"type", "integer"}}, {{"type", "string"}}}}});
  if (type.starts_with("array of "))  // numbers, integers
    return array_of(values_of(type.substr(9, type.size() - 10), key));
  return values_of(type, key);
}

/// What every choice has in common is the default; TOML and JSON write it alike.
void add_default(const UnitedKey& key, Json& json) {
  const Json value = Json::parse(key.value, nullptr, false);
  if (!key.value.empty() && !value.is_discarded()) json["default"] = value;
}

std::string description_of(const KeyGuide& guide) {
  return guide.where.empty() ? guide.sentence
                             : fmt::format("{} (where {})", guide.sentence, guide.where);
}

/// The object whose properties the keys of a table are.
Json& table_of(const std::string& path, Json& schema) {
  Json* table = &schema;
  for (std::size_t begin = 0, dot = path.find('.'); dot != std::string::npos;
       begin = dot + 1, dot = path.find('.', begin)) {
    table = &(*table)["properties"][path.substr(begin, dot - begin)];
    if (table->contains("items")) table = &(*table)["items"];
  }
  return *table;
}

/// Keys that every table of theirs needs, and the tables that hold such keys.
void add_required(const KeySearch& search, const std::vector<FoundKey>& keys, Json& schema) {
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    const std::string& path = key->guide.path;
    const std::string name = path.substr(path.rfind('.') + 1);
    Json& table = table_of(path, schema);
    const bool needs_table = is_table(key->guide.type) && !search.united().at(path).may_be_absent &&
                             table["properties"][name].contains("required");
    if (needs_table || search.is_always_required(path)) table["required"].push_back(name);
  }
}

}  // namespace

std::string json_schema(const Vocabulary& vocabulary) {
  KeySearch search(vocabulary);
  KeyWalks walks(vocabulary);
  const std::vector<FoundKey> keys = search.take_found();
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "configuration of simclr-flow"}};
  schema.update(object());
  for (const FoundKey& key : keys) {
    const std::string& path = key.guide.path;
    const UnitedKey& united = search.united().at(path);
    Json json{{"description", description_of(complete(key, walks))}};
    json.update(type_of(key.guide.type, united));
    add_default(united, json);
    table_of(path, schema)["properties"][path.substr(path.rfind('.') + 1)] = std::move(json);
  }
  add_required(search, keys, schema);
  schema["anyOf"] = {{{"required", {"flow"}}}, {{"required", {"study"}}}};
  return schema.dump(2) + "\n";
}

}  // namespace simclr_flow
