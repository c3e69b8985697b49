#pragma once
// What every JSON document that a command prints has.
#include <nlohmann/json.hpp>
#include <string>

namespace simclr_flow {

/// {"version", "commit", "command"}: what made a document.
nlohmann::ordered_json provenance_of(const std::string& command_line);
/// The beginning of a document of this kind: {"schema", "kind", "provenance"}.
nlohmann::ordered_json new_document(const char* kind, const std::string& command_line);
/// The document of another room behind the beginning of this kind.
std::string with_head(const char* kind, const std::string& document,
                      const std::string& command_line);
/// Indented; bytes that are no UTF-8 are replaced; a line feed at the end.
std::string text_of(const nlohmann::ordered_json& document);
/// null for what JSON has no number for.
nlohmann::ordered_json finite_or_null(double value);

}  // namespace simclr_flow
