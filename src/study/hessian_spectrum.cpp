#include "simclr_flow/study/hessian_spectrum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "lanczos.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"

namespace simclr_flow {
namespace {

constexpr Index largest_matrix = 8000;

void count_signs(HessianSpectrum& found, const State& values, double share) {
  const double zero = share * found.largest;
  found.negative = (values.array() < -zero).count();
  found.zero = (values.array().abs() <= zero).count();
}

void take_all(HessianSpectrum& found, const ReducedHessian& hessian, const SpectrumPlan& plan) {
  if (hessian.size() > largest_matrix)
    throw std::runtime_error(
        fmt::format("the Hessian has {} directions and too many nearly equal or negative "
                    "eigenvalues for an iterative method; a matrix has at most {}",
                    hessian.size(), largest_matrix));
  const State values = symmetric_eigenvalues(hessian.matrix());
  found.largest = values.cwiseAbs().maxCoeff();
  count_signs(found, values, plan.share);
  const Index kept = std::max(plan.count, found.negative + found.zero);
  found.lowest = values.head(std::min(kept, values.size()));
}

bool take_lowest(HessianSpectrum& found, const ReducedHessian& hessian, const SpectrumPlan& plan) {
  const auto lowest = lowest_eigenvalues(hessian, plan.count, plan.share);
  if (!lowest) return false;
  found.complete = false;
  found.largest = lowest->largest;
  found.lowest = Eigen::Map<const State>(lowest->values.data(), std::ssize(lowest->values));
  count_signs(found, found.lowest, plan.share);
  return true;
}

}  // namespace

HessianSpectrum hessian_spectrum(const Flow& flow, const State& x, const SpectrumPlan& plan) {
  const ReducedHessian hessian(flow, x);
  HessianSpectrum found;
  found.unknowns = hessian.unknowns();
  if (found.unknowns == 0) return found;
  const Index least = std::max<Index>({plan.dense, 20, 2 * plan.count});
  if (hessian.size() <= least || !take_lowest(found, hessian, plan)) take_all(found, hessian, plan);
  return found;
}

}  // namespace simclr_flow
