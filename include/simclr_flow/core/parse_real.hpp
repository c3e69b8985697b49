#pragma once
#include <optional>
#include <string_view>

namespace simclr_flow {

/// The double nearest to a decimal number ("-1.5e3", "+.5", "inf", "nan"), correctly rounded: 0 or
/// a subnormal where the number is too small for more, infinite where it is too large. Nothing if
/// the text as a whole is no such number. In every locale the same.
std::optional<double> parse_real(std::string_view text);

/// "is not a number", "is not finite" or, of a decimal number, "is beyond the largest number,
/// 1.8e308": what is wrong with a text that should be a finite number; "" if nothing is.
std::string_view flaw_of_real(std::string_view text);

}  // namespace simclr_flow
