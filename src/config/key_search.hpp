#pragma once
// Every key of every choice. Private to config.
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "key_walk.hpp"

namespace simclr_flow {

/// A key, and the choices under which it was met: the most of all walks.
struct FoundKey {
  KeyGuide guide;
  KeyChoices under;
};

/// A key over all walks that met it.
struct UnitedKey {
  Range range;                       ///< the least that holds those of all walks
  std::vector<std::string> choices;  ///< of all walks
  std::string value;                 ///< the default; empty unless all walks have the same
  std::size_t met = 0, required = 0;
  bool may_be_absent = false;  ///< a table that need not be there
};

/// Walks by every choice of every key, each under the choices that led to its key.
class KeySearch {
 public:
  explicit KeySearch(const Vocabulary& vocabulary);

  std::vector<FoundKey> take_found() { return std::move(found_); }
  const std::map<std::string, UnitedKey>& united() const { return united_; }
  /// Whether the key is needed wherever its table is there.
  bool is_always_required(const std::string& path) const;

 private:
  void take(const KeyChoices& given);
  void unite(const KeyWalk& walk);
  std::vector<KeyWalk> walks_without_one(const KeyChoices& given) const;
  std::size_t keep(const KeyGuide& guide, const KeyChoices& given, bool led_to, std::size_t after);

  const Vocabulary& vocabulary_;
  std::deque<KeyChoices> waiting_;
  std::set<std::pair<std::string, std::string>> tried_;
  std::vector<FoundKey> found_;
  std::map<std::string, UnitedKey> united_;  ///< by path
  std::size_t walks_ = 0;
};

/// Walks, each made once: keys depend on others under the same choices.
class KeyWalks {
 public:
  explicit KeyWalks(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}
  const KeyWalk& of(const KeyChoices& given);

 private:
  const Vocabulary& vocabulary_;
  std::map<KeyChoices, KeyWalk> known_;
};

/// Adds to a key what its presence, default and range depend on.
KeyGuide complete(const FoundKey& key, KeyWalks& walks);

/// The path of a key as --set takes it: in arrays of tables that of the first table.
std::string settable(const std::string& path, const std::vector<KeyGuide>& keys);

}  // namespace simclr_flow
