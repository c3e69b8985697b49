#pragma once
#include <chrono>
#include <string>

#include "simclr_flow/record/listener.hpp"

namespace simclr_flow {

/// "12 s", "5 min", "3.5 h".
std::string duration(double seconds);

/// One live line per flow on a terminal; elsewhere a plain line every ten seconds; or nothing.
/// Shares are of log time where frames are spaced by logarithm and steps grow, else of time, or of
/// a stop by steps.
class Progress {
 public:
  Progress(const record::Setup& setup, const Course& course, bool quiet);
  void stepped(const Run& run, const record::Latest& latest);
  /// Clears the live line.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  double share(const Run& run) const;
  std::string time_left(double share) const;

  const FlowConfig& flow_;
  const CadenceConfig& frames_;
  double minimum_;  ///< not a number if unknown
  bool adaptive_, quiet_, terminal_, shown_ = false;
  double first_share_ = -1;
  Clock::time_point begin_, last_;
};

}  // namespace simclr_flow
