#pragma once
#include <vector>

#include "../falling_spline.hpp"
#include "../kernel_setting.hpp"
#include "simclr_flow/kernel_sum/kernel_functions.hpp"

namespace simclr_flow {

/// One's own kernel by samples of log k at distances |z-z'|, k = 1 at 0: e(s) is the FallingSpline
/// through them. Its length is in the samples: the temperature plays no part.
struct Table {
  static constexpr const char *name = "table",
                              *summary = "exp(e(|z-z'|^2/2)), e a cubic spline through samples";
  static constexpr auto at_zero = KernelFunctions::AtZero::smooth;
  static constexpr bool is_pair_energy = false;
  static std::vector<Parameter> parameters() { return {}; }
  static std::vector<ListParameter> lists() {
    return {{"distances", "|z-z'| of the samples, from 0 on", {0, 0.5, 1, 1.5, 2, 3, 4.5}},
            {"log_kernel",
             "log k at the distances, from 0 on; falls",
             {0, -0.1, -0.43, -0.8, -1.2, -1.9, -2.6}}};
  }
  static std::optional<Refusal> refusal(const Parameters& given) {
    return FallingSpline::refusal(given.lists.at("distances"), given.lists.at("log_kernel"));
  }

  explicit Table(const KernelSetting& at)
      : spline(at.given->lists.at("distances"), at.given->lists.at("log_kernel")) {}

  double exponent(double s) const { return spline.exponent(s); }
  double slope(double s) const { return spline.slope(s); }
  double curvature(double s) const { return spline.curvature(s); }
  double decay(double s) const { return curvature(s) / -slope(s); }

  FallingSpline spline;
};

}  // namespace simclr_flow
