#pragma once
#include <string>
#include <vector>

#include "simclr_flow/config/parse.hpp"

namespace simclr_flow {

/// What a key goes with: one of some choices of another key.
struct KeyCondition {
  std::string path;                  ///< of the other key
  std::vector<std::string> choices;  ///< of it, any of which will do
  bool always_there = true;  ///< else what holds "where there is one": without it the key may be
};

/// A key of the configuration as the program's own description of it tells.
struct KeyGuide {
  std::string path;  ///< "energy.temperature"; arrays of tables without their number: "flow.kind"
  std::string sentence;  ///< what it means
  std::string type;      ///< string, number, integer, boolean, table, or an array of these
  std::string allowed;   ///< of numbers, e.g. "at least 0.0001 and at most 10000"; may be empty
  std::string value;     ///< by default; empty if there is none; where it depends on others, each
  bool required = false;
  std::vector<std::string> choices{};      ///< of a string that must be one of a list
  std::vector<KeyCondition> conditions{};  ///< all of which it goes with
  std::string where{};                     ///< these in words, e.g. "initial.kind = gaussian"
};

/// All keys, in the order in which configurations are read, without `where` and with one default
/// each: those of every choice that the vocabulary names.
std::vector<KeyGuide> known_keys(const Vocabulary& vocabulary);

/// The paths that --set gives values to, in the same order: of arrays of tables the first one's,
/// "flow.0.kind".
std::vector<std::string> settable_keys(const Vocabulary& vocabulary);

/// One key in full; numbers of tables may be given, as in "flow.0.kind". Throws InputError naming
/// the nearest known ones if there is none of this path.
KeyGuide key_guide(const std::string& path, const Vocabulary& vocabulary);

}  // namespace simclr_flow
