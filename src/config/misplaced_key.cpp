#include "misplaced_key.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "key_search.hpp"

namespace simclr_flow {
namespace {

std::string table_of(const std::string& path) { return path.substr(0, path.find_last_of('.') + 1); }

/// By its name alone in the same table, else by its path.
std::string name_in(const std::string& table, const std::string& path) {
  return table_of(path) == table ? path.substr(table.size()) : path;
}

std::string quoted(const std::vector<std::string>& words, const char* between) {
  return fmt::format("\"{}\"", fmt::join(words, fmt::format("\"{}\"", between)));
}

/// `kind = "ring", given: "discs"` unless the choices fulfil the condition.
std::string broken(const KeyCondition& condition, const ChosenWords& chosen,
                   const std::string& table) {
  const auto given = chosen.find(condition.path);
  const bool is_given = given != chosen.end();
  const auto fulfils = [&condition](const std::string& word) {
    return std::ranges::count(condition.choices, word) > 0;
  };
  if (is_given ? std::ranges::any_of(given->second, fulfils) : !condition.always_there) return "";
  return fmt::format("{} = {}{}", name_in(table, condition.path), quoted(condition.choices, " or "),
                     is_given ? ", given: " + quoted(given->second, ", ") : "");
}

}  // namespace

std::string why_not_here(const std::string& path, const ChosenWords& chosen,
                         const Vocabulary& names) {
  const std::vector<FoundKey> all = KeySearch(names).take_found();
  const auto found =
      std::ranges::find(all, path, [](const FoundKey& key) { return key.guide.path; });
  if (found == all.end()) return "";
  KeyWalks walks(names);
  std::string conditions;
  for (const KeyCondition& condition : complete(*found, walks).conditions)
    if (const std::string one = broken(condition, chosen, table_of(path)); !one.empty())
      conditions += (conditions.empty() ? "goes with " : ", and with ") + one;
  return conditions.empty() ? "does not go with the other keys that are given" : conditions;
}

std::vector<std::string> keys_named(std::string_view name, bool as_set, const Vocabulary& names) {
  const std::vector<KeyGuide> keys = known_keys(names);
  std::vector<std::string> paths;
  for (const KeyGuide& key : keys)
    if (key.path.substr(key.path.rfind('.') + 1) == name)
      paths.push_back(as_set ? settable(key.path, keys) : key.path);
  return paths;
}

}  // namespace simclr_flow
