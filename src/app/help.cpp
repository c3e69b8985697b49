// The command help: what a key of the configuration means.
#include <fmt/format.h>

#include <algorithm>

#include "simclr_flow/app/commands.hpp"
#include "simclr_flow/build/registry.hpp"
#include "simclr_flow/config/key_guide.hpp"

namespace simclr_flow {
namespace {

bool is_table(const KeyGuide& key) { return key.type == "table" || key.type == "array of tables"; }

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
      fmt::print(
          "\n{} {}\n",
          key.type == "table" ? fmt::format("[{}]", key.path) : fmt::format("[[{}]]", key.path),
          key.sentence);
    else
      print_line(key);
  }
  fmt::print(
      "\nThe default stands in brackets. `simclr-flow help KEY` tells more, as of energy.kernel; "
      "`help COMMAND` is its --help.\n");
}

}  // namespace

int help_command(const std::string& key) {
  const Vocabulary names = vocabulary();
  if (key.empty()) {
    print_all(known_keys(names));
    return exit_code::done;
  }
  const KeyGuide guide = key_guide(key, names);
  fmt::print("{}: {}\n  type     {}\n", guide.path, guide.sentence, guide.type);
  if (guide.required) fmt::print("  required\n");
  if (!guide.value.empty()) fmt::print("  default  {}\n", guide.value);
  if (!guide.allowed.empty()) fmt::print("  allowed  {}\n", guide.allowed);
  if (!guide.where.empty()) fmt::print("  where    {}\n", guide.where);
  if (is_table(guide)) print_keys(known_keys(names), guide.path);
  return exit_code::done;
}

}  // namespace simclr_flow
