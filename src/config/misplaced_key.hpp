#pragma once
// What is known of keys that a table does not take. Private to config.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "simclr_flow/config/parse.hpp"

namespace simclr_flow {

/// The words that keys with a list of names have, given or by default, by path.
using ChosenWords = std::map<std::string, std::vector<std::string>>;

/// Why the key of this path, which is one of other choices, is none under those that were made:
/// `goes with kind = "ring", given: "discs"`. "" if there is no such key under any.
std::string why_not_here(const std::string& path, const ChosenWords& chosen,
                         const Vocabulary& names);

/// The paths of keys of this name in other tables, as a file or --set names them.
std::vector<std::string> keys_named(std::string_view name, bool as_set, const Vocabulary& names);

}  // namespace simclr_flow
