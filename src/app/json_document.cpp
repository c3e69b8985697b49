#include "json_document.hpp"

#include <cmath>

#include "simclr_flow/record/provenance.hpp"

namespace simclr_flow {

using Json = nlohmann::ordered_json;

Json provenance_of(const std::string& command_line) {
  return {{"version", program_version()}, {"commit", program_commit()}, {"command", command_line}};
}

Json new_document(const char* kind, const std::string& command_line) {
  return {{"schema", "1.0"}, {"kind", kind}, {"provenance", provenance_of(command_line)}};
}

std::string with_head(const char* kind, const std::string& document,
                      const std::string& command_line) {
  Json json = new_document(kind, command_line);
  const Json given = Json::parse(document);
  for (const auto& [key, value] : given.items())
    if (key != "kind") json[key] = value;
  return text_of(json);
}

std::string text_of(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json finite_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

}  // namespace simclr_flow
