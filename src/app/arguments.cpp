#include "arguments.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "simclr_flow/config/parse.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/parse_real.hpp"
#include "simclr_flow/core/shown.hpp"

namespace simclr_flow {
namespace {

double number_argument(const char* option, const std::string& text) {
  const auto first = text.find_first_not_of(' '), last = text.find_last_not_of(' ');
  const std::string word = first == std::string::npos ? "" : text.substr(first, last - first + 1);
  if (const auto flaw = flaw_of_real(word); !flaw.empty())
    throw InputError(fmt::format("{} '{}' {}", option, shown(text), flaw));
  const double value = *parse_real(word);
  if (value == 0 && word.find_first_of("123456789") < word.find_first_of("eE"))
    throw InputError(
        fmt::format("{} '{}' is below the least number, 4.9e-324", option, shown(text)));
  return value;
}

}  // namespace

std::string suggestion(const std::string& given, const std::vector<std::string>& names) {
  const std::string near = nearest(given, names);
  return near.empty() ? "" : fmt::format(", did you mean '{}'?", near);
}

void require_known(const char* option, const std::vector<std::string>& names,
                   const std::string& name) {
  if (std::ranges::count(names, name)) return;
  throw InputError(fmt::format("{} '{}' is not known{}; allowed: {}", option, shown(name),
                               suggestion(name, names), fmt::join(names, ", ")));
}

Index count_argument(const char* option, const std::string& text, Index least, Index most,
                     const std::string& otherwise) {
  const double value = number_argument(option, text);
  if (value != std::floor(value) || value < static_cast<double>(least) ||
      value > static_cast<double>(most))
    throw InputError(fmt::format("{} {}: allowed are whole numbers from {} to {}{}", option,
                                 shown(text), least, most, otherwise));
  return static_cast<Index>(value);
}

std::vector<double> numbers_argument(const char* option, const std::string& text) {
  std::vector<double> values;
  std::istringstream in(text + ",");
  for (std::string part; std::getline(in, part, ',');)
    values.push_back(number_argument(option, part));
  return values;
}

}  // namespace simclr_flow
