#pragma once
#include <vector>

#include "../expression_samples.hpp"
#include "../falling_spline.hpp"
#include "../kernel_setting.hpp"
#include "simclr_flow/kernel_sum/kernel_functions.hpp"

namespace simclr_flow {

/// One's own kernel by samples of log k at distances |z-z'|, k = 1 at 0, or by a text of which they
/// are taken: e(s) is the FallingSpline through them. Its length is in the samples, or where the
/// text has it: elsewhere the temperature plays no part.
struct Table {
  static constexpr const char *name = "table",
                              *summary =
                                  "exp(e(|z-z'|^2/2)), e a cubic spline through samples, or of "
                                  "an expression";
  static constexpr auto at_zero = KernelFunctions::AtZero::smooth;
  static constexpr bool is_pair_energy = false;
  static std::vector<Parameter> parameters() { return {}; }
  static std::vector<ListParameter> lists() {
    return {{"distances", "|z-z'| of the samples, from 0 on", {0, 0.5, 1, 1.5, 2, 3, 4.5}},
            {"log_kernel",
             "log k at the distances, from 0 on; falls",
             {0, -0.1, -0.43, -0.8, -1.2, -1.9, -2.6}}};
  }
  static TextParameter text() {
    return {
        "expression",
        "in place of samples: log k by s = |z-z'|^2/2, r = |z-z'| and tau, as -s/tau",
        "-2*s/tau",
        {"range", "of expression: the |z-z'| it is followed to; 2 on spheres", 2, 0, false, 1e6}};
  }
  static std::optional<Refusal> refusal(double tau, const Parameters& given) {
    if (!given.texts.contains("expression"))
      return FallingSpline::refusal(list(given, "distances"), list(given, "log_kernel"));
    const auto found = fine_samples(setting(tau, given));
    const Refusal* const why = std::get_if<Refusal>(&found);
    return why ? std::optional(*why) : std::nullopt;
  }

  explicit Table(const KernelSetting& at) : Table(samples(at)) {}
  explicit Table(const ProfileSamples& at) : spline(at.distances, at.exponents, at.end_curvature) {}

  double exponent(double s) const { return spline.exponent(s); }
  double slope(double s) const { return spline.slope(s); }
  double curvature(double s) const { return spline.curvature(s); }
  double decay(double s) const { return curvature(s) / -slope(s); }

  FallingSpline spline;

 private:
  static std::vector<double> list(const Parameters& given, const char* key) {
    const auto found = given.lists.find(key);
    return found == given.lists.end() ? std::vector<double>() : found->second;
  }
  static ExpressionSetting setting(double tau, const Parameters& given) {
    const auto reach = given.find("range");
    return {given.texts.at("expression"), tau,
            reach == given.end() ? text().reach.standard : reach->second};
  }
  static ProfileSamples samples(const KernelSetting& at) {
    if (at.given->texts.contains("expression"))
      return std::get<ProfileSamples>(fine_samples(setting(at.temperature, *at.given)));
    return {list(*at.given, "distances"), list(*at.given, "log_kernel")};
  }
};

}  // namespace simclr_flow
