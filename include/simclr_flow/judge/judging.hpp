#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace simclr_flow {

/// Pairs of latents that the sums over pairs of one file take, all of its checks together; flows
/// share them evenly. What does not fit is looked at in part (src/judge/README.md), and said.
inline constexpr double pair_budget = 8e9;

/// How a file is judged.
struct Judging {
  double pairs = pair_budget;  ///< greater than 0
  /// Told of each check before it begins, by its flow and statement; null: nobody is.
  std::function<void(const std::string& flow, std::string_view statement)> started = {};
};

}  // namespace simclr_flow
