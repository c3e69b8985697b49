#include "progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "say.hpp"

namespace simclr_flow {

Progress::Progress(std::string name, double end, double first, bool quiet)
    : name_(std::move(name)),
      end_(end),
      first_(first),
      quiet_(quiet),
      terminal_(::isatty(STDERR_FILENO) == 1),
      last_(Clock::now()) {}

void Progress::stepped(const Integrator& integrator) {
  ++steps_;
  if (quiet_) return;
  const auto pause = terminal_ ? std::chrono::milliseconds(100) : std::chrono::seconds(10);
  if (Clock::now() - last_ < pause) return;
  last_ = Clock::now();
  const double t = integrator.time();
  const double decades = std::log10(end_ / first_);
  const double share = decades > 0 ? std::log10(std::max(t, first_) / first_) / decades : t / end_;
  say(stderr, "{}{:<16} t = {:<10.4g} h = {:<10.3g} {:>7} steps  {:3.0f} % of log time{}",
      terminal_ ? "\r\x1b[K" : "", name_, t, integrator.step_size(), steps_, 100 * share,
      terminal_ ? "" : "\n");
  shown_ = true;
}

void Progress::finish() {
  if (shown_ && terminal_) say(stderr, "\r\x1b[K");
}

}  // namespace simclr_flow
