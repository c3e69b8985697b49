#pragma once
#include <functional>
#include <vector>

namespace simclr_flow {

/// Least-squares slope of log10(error) against log10(step): the order of a method or a remainder.
/// Domain: positive numbers, as many of each, two at least.
double log_slope(const std::vector<double>& step, const std::vector<double>& error);

/// The slope of a first-order Taylor remainder |f(x + e v) - f(x) - e Df(x) v| over e = 1e-2 ...
/// 1e-4: 2 for a true derivative, 1 for a wrong one. Hazard: no slope where the remainder is
/// rounding alone. Source: Boumal, "An introduction to optimization on smooth manifolds",
/// section 4.8.
double taylor_slope(const std::function<double(double)>& remainder);

}  // namespace simclr_flow
