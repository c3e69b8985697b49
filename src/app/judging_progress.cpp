#include "judging_progress.hpp"

#include <unistd.h>

#include "progress.hpp"
#include "say.hpp"

namespace simclr_flow {

JudgingProgress::JudgingProgress()
    : terminal_(::isatty(STDERR_FILENO) == 1), begin_(Clock::now()) {}

JudgingProgress::~JudgingProgress() {
  if (shown_) say(stderr, "\r\x1b[K");
}

void JudgingProgress::started(const std::string& flow, std::string_view statement) {
  const std::chrono::duration<double> passed = Clock::now() - begin_;
  if (!terminal_ || passed.count() < 1) return;
  say(stderr, "\r\x1b[K{:<16} {} ({})", flow, statement, duration(passed.count()));
  shown_ = true;
}

}  // namespace simclr_flow
