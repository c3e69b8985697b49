#include "simclr_flow/config/key_guide.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <ranges>
#include <set>

#include "key_walk.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/shown.hpp"

namespace simclr_flow {
namespace {

/// A key, and the choices under which it was met: the most of all walks.
struct Found {
  KeyGuide guide;
  KeyChoices under;
};

/// How much of its path a key shares with the keys of choices, in all.
std::ptrdiff_t closeness(const KeyChoices& choices, const std::string& path) {
  std::ptrdiff_t shared = 0;
  for (const auto& [key, choice] : choices)
    shared += std::ranges::mismatch(key, path).in1 - key.begin();
  return shared;
}

/// Walks by every choice of every key, each under the choices that led to its key.
class Search {
 public:
  explicit Search(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {
    for (waiting_.emplace_back(); !waiting_.empty(); waiting_.pop_front())
      take(KeyChoices(waiting_.front()));
  }
  std::vector<Found> take_found() { return std::move(found_); }

 private:
  void take(const KeyChoices& given) {
    const KeyWalk walk = walk_keys(given, vocabulary_);
    const std::vector<KeyWalk> without_one = walks_without_one(given);
    std::size_t after = 0;
    for (const KeyWalk::Met& met : walk.met()) {
      const bool led_to = std::ranges::none_of(
          without_one, [&met](const KeyWalk& other) { return other.find(met.guide.path); });
      after = keep(met.guide, given, led_to, after) + 1;
    }
    // The last ones first: what a flow takes over from the run is led to by the flow's own keys.
    for (const KeyWalk::Met& met : std::views::reverse(walk.met()))
      for (const std::string& choice : met.choices)
        if (choice != met.chosen && tried_.emplace(met.guide.path, choice).second) {
          waiting_.push_back(given);
          waiting_.back()[met.guide.path] = choice;
        }
  }
  std::vector<KeyWalk> walks_without_one(const KeyChoices& given) const {
    std::vector<KeyWalk> walks;
    for (const auto& choice : given) {
      KeyChoices without = given;
      without.erase(choice.first);
      walks.push_back(walk_keys(without, vocabulary_));
    }
    return walks;
  }
  /// Keeps a key where its walk met it: behind the key at `after` - 1. `led_to`: each of the
  /// choices is needed to meet it. Where it stands.
  std::size_t keep(const KeyGuide& guide, const KeyChoices& given, bool led_to, std::size_t after) {
    const auto old = std::ranges::find_if(
        found_, [&](const Found& known) { return known.guide.path == guide.path; });
    if (old == found_.end()) {
      found_.insert(found_.begin() + static_cast<std::ptrdiff_t>(after), {guide, given});
      return after;
    }
    const auto rank = [&guide](const KeyChoices& choices) {
      return std::pair(choices.size(), closeness(choices, guide.path));
    };
    if (led_to && rank(given) > rank(old->under)) old->under = given;
    return static_cast<std::size_t>(old - found_.begin());
  }

  const Vocabulary& vocabulary_;
  std::deque<KeyChoices> waiting_;
  std::set<std::pair<std::string, std::string>> tried_;
  std::vector<Found> found_;
};

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

Dependence dependence_on(const KeyWalk::Met& other, const Found& key,
                         const Vocabulary& vocabulary) {
  Dependence found;
  for (const std::string& choice : other.choices) {
    KeyChoices given = key.under;
    given[other.guide.path] = choice;
    const KeyWalk walk = walk_keys(given, vocabulary);
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

/// "flow.kind = kernel or network"; of a key that is not there under all that was told before, that
/// it need not be.
std::string condition(const KeyWalk::Met& other, const Dependence& on, const Found& key,
                      const KeyChoices& alternatives, const Vocabulary& vocabulary) {
  bool is_there = true;
  for (const auto& [path, choice] : alternatives) {
    KeyChoices given = key.under;
    given[path] = choice;
    is_there = is_there && walk_keys(given, vocabulary).find(other.guide.path);
  }
  return fmt::format("{} = {}{}", other.guide.path, fmt::join(on.with, " or "),
                     is_there ? "" : " where there is one");
}

/// Adds to a key what its presence, default and range depend on.
KeyGuide complete(const Found& key, const Vocabulary& vocabulary) {
  KeyGuide guide = key.guide;
  const KeyWalk walk = walk_keys(key.under, vocabulary);
  KeyChoices alternatives;  // by path, another choice than the key's own under which it is there
  for (const KeyWalk::Met& other : walk.met()) {
    if (other.choices.empty() || other.guide.path == guide.path) continue;
    const Dependence on = dependence_on(other, key, vocabulary);
    if (!on.always) {
      guide.where += (guide.where.empty() ? "" : " and ") +
                     condition(other, on, key, alternatives, vocabulary);
      for (const std::string& choice : on.with)
        if (choice != other.chosen) alternatives[other.guide.path] = choice;
    }
    if (const auto values = by_choice(on, &KeyGuide::value)) guide.value = *values;
    if (const auto ranges = by_choice(on, &KeyGuide::allowed)) guide.allowed = *ranges;
    guide.required = guide.required && std::ranges::all_of(on.told, &KeyGuide::required);
  }
  return guide;
}

}  // namespace

std::vector<KeyGuide> known_keys(const Vocabulary& vocabulary) {
  std::vector<KeyGuide> keys;
  for (Found& found : Search(vocabulary).take_found()) keys.push_back(std::move(found.guide));
  return keys;
}

KeyGuide key_guide(const std::string& path, const Vocabulary& vocabulary) {
  const std::vector<Found> all = Search(vocabulary).take_found();
  const std::string wanted = without_numbers(path);
  std::vector<std::string> paths, of_the_same_name;
  const std::string name = wanted.substr(wanted.rfind('.') + 1);
  for (const Found& found : all) {
    if (found.guide.path == wanted) return complete(found, vocabulary);
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
