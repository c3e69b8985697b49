#include "simclr_flow/config/key_guide.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "key_search.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"

namespace simclr_flow {
namespace {

/// "flow.0.stop.time" without its number, as keys are known.
std::string without_numbers(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    const std::string part = path.substr(begin, end - begin);
    if (part.empty() || part.find_first_not_of("0123456789") != std::string::npos)
      parts.push_back(part);
    begin = end + 1;
  }
  return fmt::format("{}", fmt::join(parts, "."));
}

/// What changes of a key with the choices of one other key.
struct Dependence {
  std::vector<std::string> with;  ///< the choices under which the key is there
  std::vector<KeyGuide> told;     ///< the key under each
  bool always = true;             ///< under all of them
};

Dependence dependence_on(const KeyWalk::Met& other, const FoundKey& key, KeyWalks& walks) {
  Dependence found;
  for (const std::string& choice : other.choices) {
    KeyChoices given = key.under;
    given[other.guide.path] = choice;
    const KeyWalk& walk = walks.of(given);
    const KeyWalk::Met* met = walk.find(key.guide.path);
    found.always = found.always && met;
    if (!met) continue;
    found.with.push_back(choice);
    found.told.push_back(met->guide);
  }
  return found;
}

/// A part of what is told, with the choices under which it is so: "8 (ring), 2 (annuli)"; nothing
/// if it is the same under all.
std::optional<std::string> by_choice(const Dependence& on, std::string KeyGuide::*part) {
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  for (std::size_t k = 0; k < on.with.size(); ++k) {
    const std::string& text = on.told[k].*part;
    auto group = std::ranges::find(groups, text, &decltype(groups)::value_type::first);
    if (group == groups.end()) group = groups.insert(group, {text, {}});
    group->second.push_back(on.with[k]);
  }
  if (groups.size() < 2) return std::nullopt;
  std::string all;
  for (const auto& [text, choices] : groups)
    all += fmt::format("{}{} ({})", all.empty() ? "" : ", ", text.empty() ? "none" : text,
                       fmt::join(choices, ", "));
  return all;
}

/// Of a key that is not there under all that was told before, it need not be.
KeyCondition condition(const KeyWalk::Met& other, const Dependence& on, const FoundKey& key,
                       const KeyChoices& alternatives, KeyWalks& walks) {
  bool is_there = true;
  for (const auto& [path, choice] : alternatives) {
    KeyChoices given = key.under;
    given[path] = choice;
    is_there = is_there && walks.of(given).find(other.guide.path);
  }
  return {other.guide.path, on.with, is_there};
}

/// "flow.kind = kernel or network and flow.kernel = empirical where there is one".
std::string in_words(const std::vector<KeyCondition>& conditions) {
  std::string all;
  for (const KeyCondition& one : conditions)
    all +=
        fmt::format("{}{} = {}{}", all.empty() ? "" : " and ", one.path,
                    fmt::join(one.choices, " or "), one.always_there ? "" : " where there is one");
  return all;
}

}  // namespace

KeyGuide complete(const FoundKey& key, KeyWalks& walks) {
  KeyGuide guide = key.guide;
  const KeyWalk& walk = walks.of(key.under);
  KeyChoices alternatives;  // by path, another choice than the key's own under which it is there
  for (const KeyWalk::Met& other : walk.met()) {
    if (other.choices.empty() || other.guide.path == guide.path) continue;
    const Dependence on = dependence_on(other, key, walks);
    if (!on.always) {
      guide.conditions.push_back(condition(other, on, key, alternatives, walks));
      for (const std::string& choice : on.with)
        if (choice != other.chosen) alternatives[other.guide.path] = choice;
    }
    if (const auto values = by_choice(on, &KeyGuide::value)) guide.value = *values;
    if (const auto ranges = by_choice(on, &KeyGuide::allowed)) guide.allowed = *ranges;
    guide.required = guide.required && std::ranges::all_of(on.told, &KeyGuide::required);
  }
  guide.where = in_words(guide.conditions);
  return guide;
}

std::vector<KeyGuide> known_keys(const Vocabulary& vocabulary) {
  std::vector<KeyGuide> keys;
  for (FoundKey& found : KeySearch(vocabulary).take_found()) keys.push_back(std::move(found.guide));
  return keys;
}

std::string settable(const std::string& path, const std::vector<KeyGuide>& keys) {
  std::string all;
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    all += path.substr(begin, end - begin);
    const auto table = std::ranges::find(keys, path.substr(0, end), &KeyGuide::path);
    if (end < path.size())
      all += table != keys.end() && table->type == "array of tables" ? ".0." : ".";
    begin = end + 1;
  }
  return all;
}

std::vector<std::string> settable_keys(const Vocabulary& vocabulary) {
  const std::vector<KeyGuide> keys = known_keys(vocabulary);
  std::vector<std::string> paths;
  for (const KeyGuide& key : keys)
    if (!key.type.ends_with("table")) paths.push_back(settable(key.path, keys));
  return paths;
}

KeyGuide key_guide(const std::string& path, const Vocabulary& vocabulary) {
  const std::vector<FoundKey> all = KeySearch(vocabulary).take_found();
  const std::string wanted = without_numbers(path);
  std::vector<std::string> paths, of_the_same_name;
  const std::string name = wanted.substr(wanted.rfind('.') + 1);
  for (const FoundKey& found : all) {
    if (found.guide.path == wanted) {
      KeyWalks walks(vocabulary);
      return complete(found, walks);
    }
    paths.push_back(found.guide.path);
    if (found.guide.path.ends_with("." + name)) of_the_same_name.push_back(found.guide.path);
  }
  if (const std::string near = nearest(wanted, paths); !near.empty() && of_the_same_name.empty())
    of_the_same_name.push_back(near);
  throw InputError(
      fmt::format("there is no key '{}'{}; `simclr-flow help` lists all", shown(path),
                  of_the_same_name.empty()
                      ? ""
                      : fmt::format("; did you mean {}?", fmt::join(of_the_same_name, " or "))));
}

}  // namespace simclr_flow
