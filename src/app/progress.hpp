#pragma once
#include <chrono>
#include <limits>
#include <string>

#include "run_setup.hpp"
#include "simclr_flow/flow/run.hpp"

namespace simclr_flow {

/// The last values that were observed; not a number before the first.
struct Latest {
  double energy = std::numeric_limits<double>::quiet_NaN();
  double gradient_norm = std::numeric_limits<double>::quiet_NaN();
};

/// "12 s", "5 min", "3.5 h".
std::string duration(double seconds);

/// One live line a flow on a terminal; elsewhere a plain line every ten seconds; or nothing. Shares
/// are of log time where frames are spaced by logarithm and steps grow, else of time, or of a stop
/// by steps.
class Progress {
 public:
  Progress(const RunSetup& setup, std::size_t flow, bool quiet);
  void stepped(const Run& run, const Latest& latest);
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
