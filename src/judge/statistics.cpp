#include <algorithm>
#include <cmath>
#include <limits>

#include "simclr_flow/judge/ensemble.hpp"

namespace simclr_flow {
namespace {

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double x : values) sum += x;
  return sum / static_cast<double>(values.size());
}

/// Sample standard deviation about the mean; needs two values.
double deviation_of(const std::vector<double>& values, double mean) {
  double sum = 0;
  for (const double x : values) sum += (x - mean) * (x - mean);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

}  // namespace

Statistics statistics(const std::vector<double>& values, bool logarithmic) {
  Statistics result{static_cast<Index>(values.size()), {}, {}, {}, {}};
  if (values.empty()) return result;
  if (std::ranges::any_of(values, [](double x) { return std::isnan(x); })) {
    result.mean = result.deviation = result.minimum = result.maximum =
        std::numeric_limits<double>::quiet_NaN();
    return result;
  }
  result.minimum = std::ranges::min(values);
  result.maximum = std::ranges::max(values);
  if (logarithmic && *result.minimum <= 0) return result;
  std::vector<double> x = values;
  if (logarithmic) std::ranges::transform(x, x.begin(), [](double v) { return std::log(v); });
  const double mean = mean_of(x);
  const auto back = [logarithmic](double v) { return logarithmic ? std::exp(v) : v; };
  result.mean = back(mean);
  if (x.size() > 1) result.deviation = back(deviation_of(x, mean));
  return result;
}

}  // namespace simclr_flow
