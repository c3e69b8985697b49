#pragma once
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "simclr_flow/core/types.hpp"

namespace simclr_flow::test {

/// x(t + h) of x' = f(x), and an estimate of its error, by the modified midpoint rule with
/// 2, 4, ..., 16 substeps, extrapolated in h^2 to order 16. Shares no code with the library.
/// Source: Hairer, Norsett, Wanner, "Solving Ordinary Differential Equations I", section II.9.
template <class Field>
std::pair<State, double> extrapolated_step(const Field& f, const State& x, double h) {
  std::vector<State> row;
  for (int k = 1; k <= 8; ++k) {
    const double sub = h / (2 * k);
    State before = x, now = x + sub * f(x);
    for (int m = 1; m < 2 * k; ++m) {
      State next = before + 2 * sub * f(now);
      before = std::exchange(now, std::move(next));
    }
    row.push_back(now);
    for (std::size_t j = row.size() - 1; j >= 1; --j) {
      const double ratio = k / static_cast<double>(j);
      row[j - 1] = row[j] + (row[j] - row[j - 1]) / (ratio * ratio - 1);
    }
  }
  return {row[0], (row[0] - row[1]).norm()};
}

/// x(time) with steps that keep the estimate below tolerance·|x|.
template <class Field>
State integrate(const Field& f, State x, double time, double tolerance = 1e-14) {
  double now = 0, h = 1e-3 * x.norm() / (1e-300 + f(x).norm());
  while (now < time) {
    h = std::min(h, time - now);
    const auto [next, error] = extrapolated_step(f, x, h);
    const double scaled = error / (tolerance * next.norm());
    if (scaled <= 1) {
      x = next;
      now = h == time - now ? time : now + h;
    }
    h *= std::clamp(0.9 * std::pow(scaled, -1.0 / 15), 0.2, 4.0);
  }
  return x;
}

}  // namespace simclr_flow::test
