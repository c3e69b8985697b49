#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"
#include "toml_fields.hpp"
#include "toml_text.hpp"

namespace simclr_flow {
namespace {

std::string type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "a boolean";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::table:
      return "a table";
    default:
      return "a date or time";
  }
}

/// An array that is written over several lines, on one.
std::string on_one_line(const std::string& text) {
  std::string line;
  for (const char c : text)
    if (c != '\n') {
      if (c != ' ' || !line.ends_with(' ')) line += c;
    } else if (!line.ends_with(' ')) {
      line += ' ';
    }
  return line;
}

/// A value as the user wrote it, shortened.
std::string shown(const toml::node& node) {
  if (const auto* text = node.as_string()) return fmt::format("'{}'", simclr_flow::shown(**text));
  if (const auto* number = node.as_floating_point()) return fmt::format("{}", **number);
  return simclr_flow::shown(on_one_line(toml_value_text(node)));
}

/// Whether it is from --set: a copied node has no position.
bool is_set(const toml::node& node) { return node.source().begin.line == 0; }

bool contains(Range range, double value) {
  return (range.low_allowed ? value >= range.low : value > range.low) && value <= range.high;
}

}  // namespace

std::string shown(Range range) {
  if (std::isinf(range.low) && std::isinf(range.high)) return "finite";
  const std::string low =
      std::isinf(range.low)
          ? ""
          : fmt::format("{} {}", range.low_allowed ? "at least" : "above", range.low);
  if (std::isinf(range.high)) return low.empty() ? "finite" : low;
  return fmt::format("{}{}at most {}", low, low.empty() ? "" : " and ", range.high);
}

std::string TomlReader::where(const toml::node* node) const {
  if (!node) return fmt::format("{}: ", file_);
  if (is_set(*node)) return fmt::format("{} with --set: ", file_);
  return fmt::format("{}:{}: ", file_, node->source().begin.line);
}

void TomlReader::fail(const char* key, const toml::node* node, const std::string& complaint) const {
  throw InputError(message(key, node, complaint));
}

std::string TomlReader::message(const char* key, const toml::node* node,
                                const std::string& complaint) const {
  const std::string place = heading_.empty() ? "" : heading_ + " ";
  const std::string value =
      node && !node->is_table() && !node->is_array_of_tables() ? " = " + shown(*node) : "";
  return fmt::format("{}{}{}{} {}", where(node), place, key, value, complaint);
}

const toml::node* TomlReader::find(const char* key) {
  asked_.insert(key);
  return table_ ? table_->get(key) : nullptr;
}

std::string TomlReader::word(const char* key, const toml::node& node,
                             const Choices& choices) const {
  if (!node.is_string()) fail(key, &node, "must be a string, not " + type_name(node));
  const std::string value = **node.as_string();
  if (std::ranges::any_of(value, [](char c) { return (c >= 0 && c < ' ') || c == 127; }))
    fail(key, &node, "must be one line of text without control characters");
  if (choices.empty() || std::ranges::find(choices, value) != choices.end()) return value;
  const std::string near = nearest(value, choices);
  fail(key, &node,
       fmt::format("is not known{}; allowed: {}",
                   near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near),
                   fmt::join(choices, ", ")));
}

void TomlReader::text(Key key, std::string& value, const Choices& choices, Presence presence) {
  if (const toml::node* node = find(key.name)) {
    value = word(key.name, *node, choices);
  } else if (presence == Presence::required) {
    note_missing(key.name, choices.empty()
                               ? "is missing"
                               : fmt::format("is missing; allowed: {}", fmt::join(choices, ", ")));
  }
  note_choice(key.name, choices, {value});
}

void TomlReader::note_choice(const char* key, const Choices& choices,
                             std::vector<std::string> chosen) {
  if (!choices.empty() && chosen != std::vector<std::string>{""})
    reading_->chosen[prefix_ + key] = std::move(chosen);
}

void TomlReader::texts(Key key, std::vector<std::string>& values, const Choices& choices) {
  if (const toml::array* array = find_array(key.name)) {
    if (array->empty() && !choices.empty()) fail(key.name, array, "must not be empty");
    values.clear();
    for (const toml::node& item : *array) values.push_back(word(key.name, item, choices));
  }
  note_choice(key.name, choices, values);
}

double TomlReader::number(const char* key, const toml::node& node, Range range) const {
  if (!node.is_number()) fail(key, &node, "must be a number, not " + type_name(node));
  const double value =
      node.is_integer() ? static_cast<double>(**node.as_integer()) : **node.as_floating_point();
  if (!std::isfinite(value)) fail(key, &node, "must be finite");
  if (!contains(range, value)) fail(key, &node, "must be " + shown(range));
  return value;
}

Index TomlReader::whole_number(const char* key, const toml::node& node, Range range) const {
  constexpr double largest = 0x1p53;  // beyond it a number may be its neighbour
  const auto* real = node.as_floating_point();
  const bool whole = real && std::trunc(**real) == **real && std::abs(**real) < largest;
  if (!node.is_integer() && !whole) fail(key, &node, "must be an integer, not " + type_name(node));
  const double value = number(key, node, range);
  return whole ? static_cast<Index>(value) : **node.as_integer();
}

void TomlReader::real(Key key, double& value, Range range) {
  if (const toml::node* node = find(key.name)) value = number(key.name, *node, range);
}

void TomlReader::integer(Key key, Index& value, Range range) {
  if (const toml::node* node = find(key.name)) value = whole_number(key.name, *node, range);
}

void TomlReader::boolean(Key key, bool& value) {
  const toml::node* node = find(key.name);
  if (node && !node->is_boolean())
    fail(key.name, node, "must be true or false, not " + type_name(*node));
  if (node) value = **node->as_boolean();
  note_choice(key.name, {"true", "false"}, {value ? "true" : "false"});
}

const toml::array* TomlReader::find_array(const char* key) {
  const toml::node* node = find(key);
  if (node && !node->is_array()) fail(key, node, "must be an array, not " + type_name(*node));
  return node ? node->as_array() : nullptr;
}

void TomlReader::reals(Key key, std::vector<double>& values) {
  const toml::array* array = find_array(key.name);
  if (!array) return;
  values.clear();
  for (const toml::node& item : *array) values.push_back(number(key.name, item, {}));
}

void TomlReader::integers(Key key, std::vector<Index>& values, Range range) {
  const toml::array* array = find_array(key.name);
  if (!array) return;
  values.clear();
  for (const toml::node& item : *array) values.push_back(whole_number(key.name, item, range));
}

void TomlReader::labels(Key key, std::vector<Index>& integers, std::vector<std::string>& words) {
  const toml::array* array = find_array(key.name);
  if (!array) return;
  integers.clear();
  words.clear();
  for (const toml::node& item : *array)
    if (item.is_string())
      words.push_back(word(key.name, item, {}));
    else
      integers.push_back(whole_number(key.name, item, {}));
  if (!integers.empty() && !words.empty())
    fail(key.name, array, "must be integers, or words, but not both");
}

void TomlReader::rows(Key key, std::vector<std::vector<double>>& values) {
  const toml::array* array = find_array(key.name);
  if (!array) return;
  values.clear();
  for (const toml::node& row : *array) {
    if (!row.is_array()) fail(key.name, &row, "must hold arrays of numbers, not " + type_name(row));
    values.emplace_back();
    for (const toml::node& item : *row.as_array())
      values.back().push_back(number(key.name, item, {}));
  }
}

std::string TomlReader::child_heading(const std::string& key) const {
  return heading_.empty() ? fmt::format("[{}]", key) : fmt::format("{} {}", heading_, key);
}

void TomlReader::table(Key key, const Body& body) {
  const toml::node* node = find(key.name);
  if (node && !node->is_table()) fail(key.name, node, "must be a table, not " + type_name(*node));
  TomlReader child(file_, child_heading(key.name), prefix_ + key.name + ".",
                   node ? node->as_table() : nullptr, reading_);
  body(child);
  child.reject_unknown_keys();
}

void TomlReader::tables(Key key, const std::function<std::size_t(std::size_t)>& resize,
                        const ItemBody& body) {
  const toml::node* given = find(key.name);
  const std::string prefix = prefix_ + key.name + ".";
  if (given && given->is_table())
    fail(key.name, given,
         fmt::format(
             "must be an array of tables: write [[{0}]]{1}", key.name,
             is_set(*given) ? fmt::format(", or --set '{}{}=[{{...}}]'", prefix_, key.name) : ""));
  const toml::array* array = find_array(key.name);
  resize(array ? array->size() : 0);
  for (std::size_t k = 0; array && k < array->size(); ++k) {
    const toml::node& node = *array->get(k);
    if (!node.is_table()) fail(key.name, &node, "must hold tables, not " + type_name(node));
    std::erase_if(reading_->chosen, [&prefix](const auto& chosen) {  // of the table before
      return chosen.first.starts_with(prefix);
    });
    TomlReader child(file_,
                     heading_.empty() ? fmt::format("[[{}]] {}:", key.name, k)
                                      : fmt::format("{} {} {}:", heading_, key.name, k),
                     prefix, node.as_table(), reading_);
    body(child, k);
    child.reject_unknown_keys();
  }
}

void TomlReader::forbid(const char* key, const std::string& complaint) {
  if (const toml::node* node = table_ ? table_->get(key) : nullptr) fail(key, node, complaint);
}

void TomlReader::forbid_value(const char* key, std::string_view value,
                              const std::string& complaint) {
  const toml::node* node = table_ ? table_->get(key) : nullptr;
  if (node && node->is_string() && **node->as_string() == value) fail(key, node, complaint);
}

void TomlReader::require(bool condition, const char* key, const std::string& complaint) {
  if (condition) return;
  const toml::node* node = table_ ? table_->get(key) : nullptr;
  if (!node) return note_missing(key, complaint);
  fail(key, node, complaint);
}

void TomlReader::note_missing(const char* key, const std::string& complaint) {
  const bool has_line = table_ && !prefix_.empty() && !is_set(*table_);
  if (reading_->missing.empty())
    reading_->missing = message(key, has_line ? table_ : nullptr, complaint);
}

namespace {

/// Where keys of this name are known, or the first known one of a table that is not.
std::string known_elsewhere(std::string_view key, const toml::node& node, const Vocabulary& names) {
  const auto paths = keys_named(key, is_set(node), names);
  if (!paths.empty()) return fmt::format("; of that name there is {}", fmt::join(paths, ", "));
  if (const toml::table* table = node.as_table())
    for (const auto& [inner, value] : *table)
      if (const auto known = keys_named(inner.str(), is_set(value), names); !known.empty())
        return fmt::format("; for its '{}' there is {}", simclr_flow::shown(inner.str()),
                           fmt::join(known, ", "));
  return "";
}

}  // namespace

std::string TomlReader::complaint_of_unknown(std::string_view key, const toml::node& node,
                                             const std::string& near) const {
  std::string elsewhere;
  if (const Vocabulary* names = reading_->names) {
    const std::string name(key);
    if (const auto why = why_not_here(prefix_ + name, reading_->chosen, *names); !why.empty())
      return message(name.c_str(), &node, why);
    elsewhere = known_elsewhere(key, node, *names);
  }
  return fmt::format(
      "{}unknown key '{}'{}{}{}; allowed: {}", where(&node), simclr_flow::shown(key),
      heading_.empty() ? "" : " in " + heading_.substr(0, heading_.find_last_not_of(':') + 1),
      near.empty() ? "" : fmt::format(", did you mean '{}'?", near), elsewhere,
      fmt::join(asked_, ", "));
}

void TomlReader::reject_unknown_keys() const {
  if (!table_) return;
  const std::vector<std::string> known(asked_.begin(), asked_.end());
  std::string unknown;
  for (const auto& [key, node] : *table_) {
    if (asked_.contains(key.str())) continue;
    const std::string near = nearest(key.str(), known);
    if (!near.empty()) throw InputError(complaint_of_unknown(key.str(), node, near));
    if (unknown.empty()) unknown = complaint_of_unknown(key.str(), node, near);
  }
  // A missing kind makes keys of its own unknown: it is the better thing to tell.
  if (!unknown.empty()) throw InputError(reading_->missing.empty() ? unknown : reading_->missing);
}

void TomlReader::finish() const {
  reject_unknown_keys();
  if (!reading_->missing.empty()) throw InputError(reading_->missing);
}

}  // namespace simclr_flow
