#pragma once
#include <chrono>
#include <string>
#include <string_view>

namespace simclr_flow {

/// On a terminal, one live line that tells which check of which flow is at work, from the first
/// second on; elsewhere nothing.
class JudgingProgress {
 public:
  JudgingProgress();
  ~JudgingProgress();
  JudgingProgress(const JudgingProgress&) = delete;
  JudgingProgress& operator=(const JudgingProgress&) = delete;
  void started(const std::string& flow, std::string_view statement);

 private:
  using Clock = std::chrono::steady_clock;
  bool terminal_, shown_ = false;
  Clock::time_point begin_;
};

}  // namespace simclr_flow
