#include "simclr_flow/core/parse_real.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace simclr_flow {
namespace {

/// A decimal number beyond the normal doubles: strtod rounds what from_chars only refuses. The sign
/// and digits decide, so that the decimal point of a locale does not matter: a number of this size
/// keeps it when the mantissa is written as an integer.
double beyond_normal(std::string_view text) {
  const bool negative = text.starts_with('-');
  const auto exponent_at = text.find_first_of("eE");
  const std::string_view mantissa = text.substr(negative, exponent_at - negative);
  const auto point = mantissa.find('.');
  std::string digits;
  for (const char c : mantissa)
    if (c != '.') digits += c;
  const long decimals =
      point == std::string_view::npos ? 0 : static_cast<long>(mantissa.size() - point - 1);
  long exponent = 0;
  if (exponent_at != std::string_view::npos) {
    std::string_view given = text.substr(exponent_at + 1);
    if (given.starts_with('+')) given.remove_prefix(1);
    const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), exponent);
    constexpr long largest = 1'000'000'000'000;
    if (error != std::errc{} || std::abs(exponent) > largest)
      exponent = given.starts_with('-') ? -largest : largest;
  }
  const double size =
      std::strtod((digits + "e" + std::to_string(exponent - decimals)).c_str(), nullptr);
  return negative ? -size : size;
}

bool is_infinite_by_name(std::string_view text) {
  return text.find_first_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::optional<double> parse_real(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  double value = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (error == std::errc::invalid_argument || end != last) return std::nullopt;
  return error == std::errc::result_out_of_range ? beyond_normal(text) : value;
}

std::string_view flaw_of_real(std::string_view text) {
  const auto value = parse_real(text);
  if (!value) return "is not a number";
  if (std::isfinite(*value)) return "";
  return is_infinite_by_name(text) ? "is not finite" : "is beyond the largest number, 1.8e308";
}

}  // namespace simclr_flow
