#pragma once
// A profile that a text gives, as samples for FallingSpline. Private.
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "falling_spline.hpp"

namespace simclr_flow {

/// log k at distances |z - z'|.
struct ProfileSamples {
  std::vector<double> distances, exponents;
  std::optional<double> end_curvature = std::nullopt;  ///< see FallingSpline
};

/// The text, the temperature tau, and the distance that log k is followed to.
struct ExpressionSetting {
  std::string text;
  double tau, reach;
};

/// Samples at s_i = |z - z'|^2/2 between which s + tau/4 grows by one factor, from 0 to reach^2/2,
/// less the value at 0, which is rounding. The curvature at the end S is that of the cubic through
/// S, S - h, S - 2h and S - 3h, h = S/25; 0 where that is rounding. Domain:
/// a text without complaint.
ProfileSamples samples_of_expression(const ExpressionSetting& setting, std::size_t intervals);

/// Where, in the middles of the intervals of s, the spline is farthest from the text: by
/// |e - text|/max(1, |text|).
struct MidpointError {
  double error = 0, distance = 0;
};
MidpointError midpoint_error(const ExpressionSetting& setting, const ProfileSamples& samples);

/// The samples of the fewest of 64, 128, ..., 8192 intervals with a midpoint error of 1e-12 at
/// most, whose spline falls; or why there are none.
std::variant<ProfileSamples, Refusal> fine_samples(const ExpressionSetting& setting);

inline constexpr double midpoint_tolerance = 1e-12;

}  // namespace simclr_flow
