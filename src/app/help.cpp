// The command help: what a key of the configuration means.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "json_document.hpp"
#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/config/key_guide.hpp"

namespace simclr_flow {
namespace {

bool is_array(const KeyGuide& key) { return key.type.starts_with("array"); }
bool is_table(const KeyGuide& key) {
  return key.type.ends_with(is_array(key) ? "tables" : "table");
}

void print_line(const KeyGuide& key) {
  fmt::print(
      "  {:<31} {}{}\n", key.path, key.sentence,
      key.value.empty() ? (key.required ? " (required)" : "") : fmt::format(" ({})", key.value));
}

void print_keys(const std::vector<KeyGuide>& keys, const std::string& table) {
  for (const KeyGuide& key : keys)
    if (is_table(key) ? key.path == table || table.empty() : key.path.starts_with(table + "."))
      print_line(key);
}

/// All keys, under their tables.
void print_all(const std::vector<KeyGuide>& keys) {
  for (const KeyGuide& key : keys) {
    if (is_table(key) && key.path.find('.') == std::string::npos)
      fmt::print("\n{} {}\n",
                 is_array(key) ? fmt::format("[[{}]]", key.path) : fmt::format("[{}]", key.path),
                 key.sentence);
    else
      print_line(key);
  }
  fmt::print(
      "\nThe default stands in brackets. `simclr-flow help KEY` tells more, as of energy.kernel; "
      "`help COMMAND` is its --help.\n");
}

/// A key with all that is known of it; of a table its keys, too.
void print_in_full(const KeyGuide& guide, const Vocabulary& names) {
  fmt::print("{}: {}\n  type     {}\n", guide.path, guide.sentence, guide.type);
  if (guide.required) fmt::print("  required\n");
  if (!guide.value.empty()) fmt::print("  default  {}\n", guide.value);
  if (!guide.allowed.empty()) fmt::print("  allowed  {}\n", guide.allowed);
  if (!guide.choices.empty()) fmt::print("  allowed  {}\n", fmt::join(guide.choices, ", "));
  if (!guide.where.empty()) fmt::print("  where    {}\n", guide.where);
  if (is_table(guide)) print_keys(known_keys(names), guide.path);
}

void print_json(const std::vector<KeyGuide>& keys, const std::string& command_line) {
  nlohmann::ordered_json document = new_document("keys", command_line);
  nlohmann::ordered_json& all = document["keys"] = nlohmann::ordered_json::array();
  for (const KeyGuide& key : keys)
    all.push_back({{"path", key.path},
                   {"sentence", key.sentence},
                   {"type", key.type},
                   {"default", key.value},
                   {"required", key.required},
                   {"allowed", key.allowed},
                   {"choices", key.choices},
                   {"where", key.where}});
  fmt::print("{}", text_of(document));
}

/// "[energy]", "[[flow]]": a table as configurations write it.
std::string without_brackets(const std::string& key) {
  const std::size_t begin = std::min(key.find_first_not_of('['), key.size());
  return key.substr(begin, key.find_last_not_of(']') + 1 - begin);
}

}  // namespace

int help_command(const HelpOptions& options) {
  const Vocabulary names = vocabulary();
  const std::string key = without_brackets(options.key);
  const std::vector<KeyGuide> guides =
      key.empty() ? known_keys(names) : std::vector{key_guide(key, names)};
  if (options.json)
    print_json(guides, options.command_line);
  else if (key.empty())
    print_all(guides);
  else
    print_in_full(guides.front(), names);
  return exit_code::done;
}

}  // namespace simclr_flow
