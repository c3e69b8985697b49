#include "simclr_flow/sweep/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/parse_real.hpp"
#include "simclr_flow/core/shown.hpp"
#include "toml_array.hpp"

namespace simclr_flow {
namespace {

/// For messages: the option, and what it says.
struct Asked {
  const std::string& option;

  [[noreturn]] void refuse(const std::string& why) const {
    throw InputError(
        fmt::format("--over {}: {}; allowed: key=logspace(a,b,n), linspace(a,b,n), a:b or a:b:step "
                    "of integers, a list a,b,c or a TOML array",
                    shown(option), why));
  }
};

std::string trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return std::string(text);
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(trimmed(std::string_view(text).substr(begin, end - begin)));
    begin = end + 1;
  }
  return parts;
}

std::optional<Index> whole(const std::string& text) {
  Index value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

double real(const Asked& asked, const std::string& name, const std::string& text) {
  const auto value = parse_real(text);
  if (!value || !std::isfinite(*value))
    asked.refuse(fmt::format("{} = '{}' is no finite number", name, shown(text)));
  return *value;
}

Index integer(const Asked& asked, const std::string& name, const std::string& text) {
  const auto value = whole(text);
  if (!value) asked.refuse(fmt::format("{} = '{}' is no integer", name, shown(text)));
  return *value;
}

void require_count(const Asked& asked, double count) {
  if (count > static_cast<double>(largest_sweep))
    asked.refuse(fmt::format("{:g} values are more than {}", count, largest_sweep));
}

AxisValue number(double value) { return numeric_value(fmt::format("{}", value)); }

double to_15_digits(long double value) {
  return *parse_real(fmt::format("{:.14e}", static_cast<double>(value)));
}

/// n values from a to b by a function of the share in [0, 1].
template <class Law>
std::vector<AxisValue> space(const Asked& asked, const std::vector<std::string>& arguments,
                             const Law& law) {
  const double a = real(asked, "a", arguments[0]), b = real(asked, "b", arguments[1]);
  const Index n = integer(asked, "n", arguments[2]);
  if (n < 2) asked.refuse(fmt::format("n = {} is not at least 2", n));
  require_count(asked, static_cast<double>(n));
  std::vector<AxisValue> values{number(a)};
  for (Index k = 1; k + 1 < n; ++k)
    values.push_back(number(
        to_15_digits(law(a, b, static_cast<long double>(k) / static_cast<long double>(n - 1)))));
  values.push_back(number(b));
  return values;
}

std::vector<AxisValue> linear_space(const Asked& asked, const std::vector<std::string>& arguments) {
  return space(asked, arguments,
               [](long double a, long double b, long double s) { return a + (b - a) * s; });
}

std::vector<AxisValue> log_space(const Asked& asked, const std::vector<std::string>& arguments) {
  for (const auto& [name, text] : {std::pair{"a", arguments[0]}, std::pair{"b", arguments[1]}})
    if (real(asked, name, text) <= 0)
      asked.refuse(fmt::format("{} = {} is not above 0", name, shown(text)));
  return space(asked, arguments, [](long double a, long double b, long double s) {
    return std::exp((1 - s) * std::log(a) + s * std::log(b));
  });
}

std::vector<AxisValue> call(const Asked& asked, const std::string& text) {
  const std::size_t open = text.find('(');
  const std::string name = trimmed(text.substr(0, open));
  const auto arguments = split(text.substr(open + 1, text.size() - open - 2), ',');
  if (name != "logspace" && name != "linspace")
    asked.refuse(fmt::format("there is no '{}(...)'", shown(name)));
  if (arguments.size() != 3)
    asked.refuse(fmt::format("{} takes 3 numbers, not {}", name, arguments.size()));
  return name == "logspace" ? log_space(asked, arguments) : linear_space(asked, arguments);
}

std::vector<AxisValue> range(const Asked& asked, const std::vector<std::string>& parts) {
  if (parts.size() > 3) asked.refuse("a range has two or three parts");
  const Index a = integer(asked, "a", parts[0]), b = integer(asked, "b", parts[1]);
  const Index step = parts.size() == 3 ? integer(asked, "step", parts[2]) : 1;
  if (step < 1) asked.refuse(fmt::format("step = {} is not at least 1", step));
  if (b < a) asked.refuse(fmt::format("the end {} is below the start {}", b, a));
  // In double first: the difference of two integers may be none.
  const double count =
      (static_cast<double>(b) - static_cast<double>(a)) / static_cast<double>(step);
  require_count(asked, count + 1);
  if ((b - a) % step != 0)
    asked.refuse(fmt::format("steps of {} from {} do not meet {}", step, a, b));
  std::vector<AxisValue> values;
  for (Index value = a;; value += step) {
    values.push_back(numeric_value(fmt::format("{}", value)));
    if (value == b) return values;
  }
}

AxisValue listed(const Asked& asked, const std::string& item) {
  if (item.empty()) asked.refuse("a value is empty");
  if (item.find_first_of("\"'[]{}()=#") != std::string::npos)
    asked.refuse(fmt::format("'{}' is neither a number nor a plain word", shown(item)));
  if (const auto value = whole(item)) return numeric_value(fmt::format("{}", *value));
  if (parse_real(item)) return number(real(asked, "a value", item));
  return {item, item};
}

std::vector<AxisValue> list(const Asked& asked, const std::string& text) {
  const auto items = split(text, ',');
  require_count(asked, static_cast<double>(items.size()));
  std::vector<AxisValue> values;
  for (const std::string& item : items) values.push_back(listed(asked, item));
  return values;
}

/// Whether a text is a:b or a:b:step rather than a word with a colon.
bool is_range(const std::string& text) {
  return text.find(':') != std::string::npos && text.find_first_of(",[\"'") == std::string::npos &&
         (std::isdigit(static_cast<unsigned char>(text.front())) || text.front() == '-');
}

std::vector<AxisValue> parse_values(const Asked& asked, const std::string& text) {
  if (text.empty()) asked.refuse("there are no values");
  if (text.front() == '[') {
    try {
      return values_of_array(text);
    } catch (const InputError& error) {
      asked.refuse(error.what());
    }
  }
  if (text.find('(') != std::string::npos && text.back() == ')') return call(asked, text);
  if (is_range(text)) return range(asked, split(text, ':'));
  return list(asked, text);
}

void require_distinct(const Asked& asked, const Axis& axis) {
  std::map<std::string, int> seen;
  for (const AxisValue& value : axis.values)
    if (seen[value.label]++ > 0) asked.refuse(fmt::format("{} comes twice", shown(value.label)));
}

}  // namespace

Axis parse_axis(const std::string& option) {
  const Asked asked{option};
  if (std::ranges::any_of(option, [](char c) { return (c >= 0 && c < ' ') || c == 127; }))
    throw InputError("--over: must be one line without control characters");
  const std::size_t equals = option.find('=');
  if (equals == std::string::npos || equals == 0) asked.refuse("key=values are expected");
  Axis axis{trimmed(option.substr(0, equals)), trimmed(option.substr(equals + 1)), {}};
  axis.values = parse_values(asked, axis.given);
  if (axis.values.empty()) asked.refuse("there are no values");
  require_count(asked, static_cast<double>(axis.values.size()));
  require_distinct(asked, axis);
  return axis;
}

}  // namespace simclr_flow
