#include "simclr_flow/study/hessian_spectrum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <vector>

#include "lanczos.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"
#include "simclr_flow/study/normal_hessian.hpp"

namespace simclr_flow {
namespace {

constexpr Index largest_matrix = 8000;
constexpr double iterative_share = 1e-10, rounding_share = 1e-13;

/// Of the largest eigenvalue, the rounding of those of a matrix.
double matrix_share(Index unknowns) {
  return std::max(rounding_share, 4 * std::numeric_limits<double>::epsilon() * double(unknowns));
}

/// Eigenvalues that occur so many times beside those of the flow's own sphere.
struct Repeated {
  State values;
  Index times = 0;

  double largest() const { return values.size() > 0 ? values.cwiseAbs().maxCoeff() : 0; }
};

void count_signs(HessianSpectrum& found, const State& values, const Repeated& more, double zero) {
  const auto count = [&](const auto& is) {
    return is(values.array()).count() + more.times * is(more.values.array()).count();
  };
  found.negative = count([&](const auto& all) { return all < -zero; });
  found.zero = count([&](const auto& all) { return all.abs() <= zero; });
}

/// The first of both, ascending.
State lowest_of(const State& values, const Repeated& more, Index count) {
  std::vector<double> all(values.begin(), values.end());
  for (const double value : more.values)
    all.insert(all.end(), static_cast<std::size_t>(std::min(more.times, count)), value);
  std::ranges::sort(all);
  return Eigen::Map<const State>(all.data(), std::min(count, std::ssize(all)));
}

void take_all(HessianSpectrum& found, const ReducedHessian& hessian, const Repeated& more,
              const SpectrumPlan& plan) {
  if (hessian.size() > largest_matrix)
    throw std::runtime_error(
        fmt::format("the Hessian has {} directions and too many nearly equal or negative "
                    "eigenvalues for an iterative method; a matrix has at most {}",
                    hessian.size(), largest_matrix));
  const State values = symmetric_eigenvalues(hessian.matrix());
  found.largest = std::max(values.cwiseAbs().maxCoeff(), more.largest());
  count_signs(found, values, more,
              std::max(plan.least, matrix_share(hessian.unknowns()) * found.largest));
  found.lowest = lowest_of(values, more, std::max(plan.count, found.negative + found.zero));
}

bool take_lowest(HessianSpectrum& found, const ReducedHessian& hessian, const Repeated& more,
                 const SpectrumPlan& plan) {
  const auto lowest = lowest_eigenvalues(hessian, plan.count, iterative_share);
  if (!lowest) return false;
  found.complete = false;
  found.largest = std::max(lowest->largest, more.largest());
  const State values = Eigen::Map<const State>(lowest->values.data(), std::ssize(lowest->values));
  count_signs(found, values, more, std::max(plan.least, iterative_share * found.largest));
  found.lowest = lowest_of(values, more, values.size());
  return true;
}

}  // namespace

HessianSpectrum hessian_spectrum(const Flow& flow, const State& x, const SpectrumPlan& plan) {
  const ReducedHessian hessian(flow, x);
  Repeated more;
  if (plan.copies > 0) more = {normal_eigenvalues(flow, x), plan.copies};
  HessianSpectrum found;
  found.unknowns = hessian.unknowns() + more.times * more.values.size();
  if (hessian.unknowns() == 0) return found;
  const Index least = std::max<Index>({plan.dense, 20, 2 * plan.count});
  if (hessian.size() <= least || !take_lowest(found, hessian, more, plan))
    take_all(found, hessian, more, plan);
  return found;
}

}  // namespace simclr_flow
