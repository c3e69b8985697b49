#include "simclr_flow/core/taylor_slope.hpp"

#include <cmath>

namespace simclr_flow {

double log_slope(const std::vector<double>& step, const std::vector<double>& error) {
  double mx = 0, my = 0, xy = 0, xx = 0;
  const double n = static_cast<double>(step.size());
  for (std::size_t k = 0; k < step.size(); ++k) {
    mx += std::log10(step[k]) / n;
    my += std::log10(error[k]) / n;
  }
  for (std::size_t k = 0; k < step.size(); ++k) {
    xy += (std::log10(step[k]) - mx) * (std::log10(error[k]) - my);
    xx += (std::log10(step[k]) - mx) * (std::log10(step[k]) - mx);
  }
  return xy / xx;
}

double taylor_slope(const std::function<double(double)>& remainder) {
  std::vector<double> step, error;
  for (int k = 0; k <= 4; ++k) {
    step.push_back(std::pow(10, -2 - 0.5 * k));
    error.push_back(remainder(step.back()));
  }
  return log_slope(step, error);
}

}  // namespace simclr_flow
