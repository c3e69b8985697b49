#include "key_search.hpp"

#include <algorithm>
#include <ranges>

namespace simclr_flow {
namespace {

/// How much of its path a key shares with the keys of choices, in all.
std::ptrdiff_t closeness(const KeyChoices& choices, const std::string& path) {
  std::ptrdiff_t shared = 0;
  for (const auto& [key, choice] : choices)
    shared += std::ranges::mismatch(key, path).in1 - key.begin();
  return shared;
}

/// The least range that holds both.
Range hull(const Range& a, const Range& b) {
  const bool low_allowed = (a.low <= b.low && a.low_allowed) || (b.low <= a.low && b.low_allowed);
  return {std::min(a.low, b.low), low_allowed, std::max(a.high, b.high)};
}

}  // namespace

KeySearch::KeySearch(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {
  for (waiting_.emplace_back(); !waiting_.empty(); waiting_.pop_front())
    take(KeyChoices(waiting_.front()));
}

void KeySearch::take(const KeyChoices& given) {
  const KeyWalk walk = walk_keys(given, vocabulary_);
  unite(walk);
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

std::vector<KeyWalk> KeySearch::walks_without_one(const KeyChoices& given) const {
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
std::size_t KeySearch::keep(const KeyGuide& guide, const KeyChoices& given, bool led_to,
                            std::size_t after) {
  const auto old = std::ranges::find_if(
      found_, [&](const FoundKey& known) { return known.guide.path == guide.path; });
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

void KeySearch::unite(const KeyWalk& walk) {
  ++walks_;
  for (const KeyWalk::Met& met : walk.met()) {
    UnitedKey& key = united_[met.guide.path];
    if (key.met++ == 0) key = {met.range, {}, met.guide.value, 1, 0, met.may_be_absent};
    if (met.guide.value != key.value) key.value.clear();
    if (met.guide.required) ++key.required;
    key.range = hull(key.range, met.range);
    for (const std::string& choice : met.guide.choices)
      if (!std::ranges::count(key.choices, choice)) key.choices.push_back(choice);
  }
}

const KeyWalk& KeyWalks::of(const KeyChoices& given) {
  const auto known = known_.find(given);
  if (known != known_.end()) return known->second;
  return known_.emplace(given, walk_keys(given, vocabulary_)).first->second;
}

bool KeySearch::is_always_required(const std::string& path) const {
  const auto dot = path.rfind('.');
  const std::size_t there = dot == std::string::npos ? walks_ : united_.at(path.substr(0, dot)).met;
  return united_.at(path).required == there;
}

}  // namespace simclr_flow
