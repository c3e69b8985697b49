#include "arguments.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <sstream>

#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

double number_argument(const char* option, const std::string& text) {
  const auto first = text.find_first_not_of(" +"), last = text.find_last_not_of(' ');
  double value = 0;
  if (first != std::string::npos) {
    const char* end_of_text = text.data() + last + 1;
    const auto [end, error] = std::from_chars(text.data() + first, end_of_text, value);
    if (end == end_of_text && error == std::errc::result_out_of_range)
      throw InputError(fmt::format("{} '{}' is beyond the range of numbers, 2e-308 to 2e308",
                                   option, as_given(text)));
    if (end == end_of_text && error == std::errc{} && std::isfinite(value)) return value;
  }
  throw InputError(fmt::format("{} '{}' is not a number", option, as_given(text)));
}

}  // namespace

std::string as_given(const std::string& text) {
  constexpr std::size_t most = 80;
  std::string shown = text.substr(0, most);
  for (char& c : shown)
    if (c < ' ' || c > '~') c = '?';
  return text.size() > most ? shown.substr(0, most - 3) + "..." : shown;
}

Index count_argument(const char* option, const std::string& text, Index least, Index most,
                     const std::string& otherwise) {
  const double value = number_argument(option, text);
  if (value != std::floor(value) || value < static_cast<double>(least) ||
      value > static_cast<double>(most))
    throw InputError(fmt::format("{} {}: allowed are whole numbers from {} to {}{}", option,
                                 as_given(text), least, most, otherwise));
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
