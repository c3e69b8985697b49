#pragma once
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace simclr_flow {

/// A value of an enum and its name in configurations. An enum that a configuration chooses from has
/// a function `choices(Enum)` in its namespace, which returns the table of all its values: names
/// are read and written by this table alone.
template <class Enum>
struct Choice {
  Enum value;
  std::string_view name;
};

/// The name of a value. Throws std::logic_error for one that the table lacks.
template <class Enum>
std::string_view name_of_choice(Enum value) {
  for (const Choice<Enum>& choice : std::span<const Choice<Enum>>(choices(value)))
    if (choice.value == value) return choice.name;
  throw std::logic_error("a choice without a name");
}

/// The value of a name of the table. Throws std::logic_error for another: readers check names.
template <class Enum>
Enum choice_of_name(std::string_view name) {
  for (const Choice<Enum>& choice : std::span<const Choice<Enum>>(choices(Enum{})))
    if (choice.name == name) return choice.value;
  throw std::logic_error("no choice '" + std::string(name) + "'");
}

/// All names, in the order of the table.
template <class Enum>
std::vector<std::string> names_of_choices() {
  std::vector<std::string> names;
  for (const Choice<Enum>& choice : std::span<const Choice<Enum>>(choices(Enum{})))
    names.emplace_back(choice.name);
  return names;
}

}  // namespace simclr_flow
