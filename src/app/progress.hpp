#pragma once
#include <chrono>
#include <string>

#include "simclr_flow/flow/integrator.hpp"

namespace simclr_flow {

/// One live line a flow on a terminal; elsewhere a plain line every ten seconds; or nothing.
class Progress {
 public:
  Progress(std::string name, double end, double first, bool quiet);
  void stepped(const Integrator& integrator);
  /// Clears the live line.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  std::string name_;
  double end_, first_;
  bool quiet_, terminal_, shown_ = false;
  Clock::time_point last_;
  long steps_ = 0;
};

}  // namespace simclr_flow
