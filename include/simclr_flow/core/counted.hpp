#pragma once
#include <string>
#include <string_view>

namespace simclr_flow {

/// "1 check", "2 checks", "2 classes": a number and what it counts, whose name is given for one.
template <class Number>
std::string counted(Number number, std::string_view one) {
  const std::string text = std::to_string(number) + ' ' + std::string(one);
  if (number == Number{1}) return text;
  return text + (one.ends_with('s') ? "es" : "s");
}

}  // namespace simclr_flow
