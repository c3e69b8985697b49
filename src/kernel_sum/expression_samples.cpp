#include "expression_samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "profile_expression.hpp"

namespace simclr_flow {
namespace {

constexpr std::size_t first_intervals = 64, most_intervals = 8192;
constexpr double rounding_at_zero = 1e-12;

Refusal refused(const std::string& words) { return {"expression", words}; }

/// At 0 log k is 0 but for rounding.
std::optional<Refusal> refused_at_zero(const ExpressionSetting& setting) {
  const double value = ProfileExpression(setting.text, setting.tau).at(0);
  if (std::abs(value) <= rounding_at_zero) return std::nullopt;
  return refused(
      std::isnan(value)
          ? std::string(
                "has no value at distance 0, where it must be 0: k = 1 where latents coincide")
          : fmt::format("must be 0 at distance 0, not {:g}: k = 1 where latents coincide", value));
}

std::optional<Refusal> refused_values(const ProfileSamples& samples) {
  const std::vector<double>&r = samples.distances, &e = samples.exponents;
  for (std::size_t i = 0; i < e.size(); ++i) {
    if (!std::isfinite(e[i]))
      return refused(fmt::format("must be finite up to distance {:g}: at {:g} it is {}", r.back(),
                                 r[i], std::isnan(e[i]) ? "no number" : "infinite"));
    if (i > 0 && !(e[i] < e[i - 1]))
      return refused(
          fmt::format("must decrease, as attraction and repulsion need: {:g} at distance {:g} "
                      "comes after {:g} at {:g}",
                      e[i], r[i], e[i - 1], r[i - 1]));
  }
  return std::nullopt;
}

std::optional<Refusal> refused_error(const MidpointError& found, std::size_t nodes) {
  if (found.error <= midpoint_tolerance) return std::nullopt;
  return refused(fmt::format(
      "is not smooth enough for a spline through {} values of it: that is off by {:.2g} "
      "at distance {:.6g}, where {:g} is allowed",
      nodes, found.error, found.distance, midpoint_tolerance));
}

double end_curvature(ProfileExpression& text, double end) {
  const double h = end / 25;
  const auto before = [&](double steps) { return text.at(std::sqrt(2 * (end - steps * h))); };
  const double value = 2 * before(0) - 5 * before(1) + 4 * before(2) - before(3);
  return std::abs(value) > 1e-12 * std::abs(before(0)) ? value / (h * h) : 0;
}

/// Why these samples are none to take; `rough`: more of them may do.
std::optional<Refusal> refused_samples(const ExpressionSetting& setting,
                                       const ProfileSamples& samples, bool& rough) {
  rough = false;
  if (auto why = refused_values(samples)) return why;
  rough = true;
  if (auto why = refused_error(midpoint_error(setting, samples), samples.distances.size()))
    return why;
  if (auto why = FallingSpline::refusal(samples.distances, samples.exponents))
    return refused(why->words);
  return std::nullopt;
}

}  // namespace

ProfileSamples samples_of_expression(const ExpressionSetting& setting, std::size_t intervals) {
  ProfileExpression text(setting.text, setting.tau);
  const double end = setting.reach * setting.reach / 2, start = setting.tau / 4,
               growth = std::log1p(end / start), at_zero = text.at(0);
  ProfileSamples samples;
  for (std::size_t i = 0; i <= intervals; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(intervals);
    const double r =
        i == intervals ? setting.reach : std::sqrt(2 * start * std::expm1(share * growth));
    samples.distances.push_back(r);
    samples.exponents.push_back(text.at(r) - at_zero);
  }
  samples.end_curvature = end_curvature(text, end);
  return samples;
}

MidpointError midpoint_error(const ExpressionSetting& setting, const ProfileSamples& samples) {
  ProfileExpression text(setting.text, setting.tau);
  const FallingSpline spline(samples.distances, samples.exponents);
  const double at_zero = text.at(0);
  MidpointError worst;
  for (std::size_t i = 1; i < samples.distances.size(); ++i) {
    const double s = (std::pow(samples.distances[i - 1], 2) + std::pow(samples.distances[i], 2)) /
                     4,
                 r = std::sqrt(2 * s), right = text.at(r) - at_zero,
                 error = std::abs(spline.exponent(s) - right) / std::max(1.0, std::abs(right));
    if (!(error <= worst.error)) worst = {error, r};
  }
  return worst;
}

std::variant<ProfileSamples, Refusal> fine_samples(const ExpressionSetting& setting) {
  if (const auto why = ProfileExpression::complaint(setting.text)) return refused(*why);
  if (const auto why = refused_at_zero(setting)) return *why;
  std::optional<Refusal> why;
  for (std::size_t n = first_intervals; n <= most_intervals; n *= 2) {
    ProfileSamples samples = samples_of_expression(setting, n);
    bool rough = false;
    why = refused_samples(setting, samples, rough);
    if (!why) return samples;
    if (!rough) break;
  }
  return *why;
}

}  // namespace simclr_flow
