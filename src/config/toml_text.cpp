#include "toml_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <sstream>

namespace simclr_flow {
namespace {

/// With a point or an exponent: the text of an integer would read back as one.
std::string real_text(double value) {
  if (std::isnan(value)) return "nan";
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

std::string text_by_stream(const auto& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

bool is_bare(std::string_view key) {
  return !key.empty() && key.find_first_not_of(
                             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                             "0123456789_-") == std::string_view::npos;
}

std::string key_text(std::string_view key) {
  return is_bare(key) ? std::string(key) : text_by_stream(toml::value<std::string>(key));
}

std::string array_text(const toml::array& array) {
  std::vector<std::string> parts;
  for (const toml::node& part : array) parts.push_back(toml_value_text(part));
  return fmt::format("[{}]", fmt::join(parts, ", "));
}

std::string inline_table_text(const toml::table& table) {
  std::vector<std::string> parts;
  for (const auto& [key, value] : table)
    parts.push_back(key_text(key.str()) + " = " + toml_value_text(value));
  return fmt::format("{{{}}}", fmt::join(parts, ", "));
}

bool is_list_of_tables(const toml::node& node) {
  const toml::array* const array = node.as_array();
  return array && !array->empty() && array->is_homogeneous(toml::node_type::table);
}

/// The table under this heading, which is empty or ends with a point.
void add_table(std::string& text, const toml::table& table, const std::string& heading) {
  for (const auto& [key, value] : table)
    if (!value.is_table() && !is_list_of_tables(value))
      text += fmt::format("{} = {}\n", key_text(key.str()), toml_value_text(value));
  for (const auto& [key, value] : table) {
    const std::string name = heading + key_text(key.str());
    if (const toml::table* const inner = value.as_table()) {
      text += fmt::format("\n[{}]\n", name);
      add_table(text, *inner, name + ".");
    } else if (is_list_of_tables(value)) {
      for (const toml::node& item : *value.as_array()) {
        text += fmt::format("\n[[{}]]\n", name);
        add_table(text, *item.as_table(), name + ".");
      }
    }
  }
}

}  // namespace

std::string toml_value_text(const toml::node& value) {
  if (const auto* number = value.as_floating_point()) return real_text(**number);
  if (const auto* array = value.as_array()) return array_text(*array);
  if (const auto* table = value.as_table()) return inline_table_text(*table);
  return value.visit([](const auto& leaf) { return text_by_stream(leaf); });
}

std::string toml_text(const toml::table& table) {
  std::string text;
  add_table(text, table, "");
  return text;
}

}  // namespace simclr_flow
