// How far the law of a flow's latents is from uniform at its end.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "check_table.hpp"
#include "effort.hpp"
#include "law_scope.hpp"
#include "make_check.hpp"
#include "sampled_sums.hpp"
#include "simclr_flow/theory/harmonic_moments.hpp"

namespace simclr_flow {
namespace {

constexpr const char* at_uniform = "0 at the uniform law";

}  // namespace

Findings check_moments(const Judged& j) {
  if (!has_uniform_law(j)) return {};
  const Points& z = j.flow.positions.back();
  const State mass = masses(j);
  std::vector<Check> checks;
  if (theory::speaks_of_kernel(j.config.energy.kernel)) {
    const double squared = squared_mmd_to_uniform(j, z);
    if (std::isnan(squared) && is_sampled(j))
      checks.push_back(no_theory_check("mmd", "MMD to the uniform law at the end", not_sampled));
    else if (!std::isnan(squared))
      checks.push_back(measured_check(
          "mmd",
          is_sampled(j) && z.rows() > 2 ? "MMD to the uniform law at the end, at least"
                                        : "MMD to the uniform law at the end",
          std::sqrt(std::max(squared, 0.0)), at_uniform, "(sum_ij p_i p_j k_ij - kappa_0)^{1/2}"));
  }
  const bool by_pairs = z.rows() > 2 && std::pow(z.rows(), checked_degrees) > double(z.cols());
  if (is_sampled(j) && by_pairs) {
    checks.push_back(
        no_theory_check("moment.1", "harmonic moments of degree 1 and more", not_sampled));
    return checks;
  }
  const State moments = theory::harmonic_moments(z, checked_degrees, &mass);
  for (Index l = 1; l <= checked_degrees; ++l)
    checks.push_back(measured_check(
        fmt::format("moment.{}", l), fmt::format("harmonic moment of degree {} at the end", l),
        moments[l], at_uniform, "(sum_ij p_i p_j P_l(z_i·z_j))^{1/2}, P_l Gegenbauer, P_l(1) = 1"));
  return checks;
}

}  // namespace simclr_flow
