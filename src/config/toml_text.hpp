#pragma once
// TOML as text, every number in the fewest digits that give it back. Private to config.
#include <toml++/toml.h>

#include <string>

namespace simclr_flow {

/// A value on one line: 0.1 where toml++ writes 0.10000000000000001.
std::string toml_value_text(const toml::node& value);

/// A table and all in it, its own values before the tables in it. Reads back as the same table.
std::string toml_text(const toml::table& table);

}  // namespace simclr_flow
