#include "progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "say.hpp"

namespace simclr_flow {

std::string duration(double seconds) {
  if (seconds < 100) return fmt::format("{:.0f} s", seconds);
  if (seconds < 6000) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

Progress::Progress(const record::Setup& setup, const Course& course, bool quiet)
    : flow_(course.config),
      frames_(setup.config.output.frames),
      minimum_(setup.minimum ? setup.minimum->value : std::numeric_limits<double>::quiet_NaN()),
      adaptive_(course.method->adaptive),
      quiet_(quiet),
      terminal_(::isatty(STDERR_FILENO) == 1),
      begin_(Clock::now()),
      last_(begin_) {}

double Progress::share(const Run& run) const {
  const double t = run.integrator().time(), end = flow_.stop.time, first = frames_.first;
  double part = t / end;
  if (frames_.spacing == CadenceConfig::Spacing::log && adaptive_ && end > first)
    part = std::log(std::max(t, first) / first) / std::log(end / first);
  if (flow_.stop.steps > 0)
    part = std::max(part, static_cast<double>(run.steps()) / static_cast<double>(flow_.stop.steps));
  return std::clamp(part, 0.0, 1.0);
}

std::string Progress::time_left(double share) const {
  const std::chrono::duration<double> passed = Clock::now() - begin_;
  const double gone = share - first_share_;
  return gone > 0.001 ? duration(passed.count() * (1 - share) / gone) + " left" : "";
}

void Progress::stepped(const Run& run, const record::Latest& latest) {
  if (quiet_) return;
  if (first_share_ < 0) first_share_ = share(run);
  const auto pause = terminal_ ? std::chrono::milliseconds(100) : std::chrono::seconds(10);
  if (Clock::now() - last_ < pause) return;
  last_ = Clock::now();
  const double part = share(run);
  std::string observed;  // nothing yet after a resume
  if (!std::isnan(latest.energy))
    observed = fmt::format("{} |grad E| = {:<8.2g} ",
                           std::isnan(minimum_)
                               ? fmt::format("E = {:<10.6g}", latest.energy)
                               : fmt::format("E-E_0 = {:<9.3g}", latest.energy - minimum_),
                           latest.gradient_norm);
  say(stderr, "{}{:<16} t = {:<9.4g} h = {:<8.2g} {}{:3.0f} % {}{}", terminal_ ? "\r\x1b[K" : "",
      flow_.name, run.integrator().time(), run.integrator().step_size(), observed, 100 * part,
      time_left(part), terminal_ ? "" : "\n");
  shown_ = true;
}

void Progress::finish() {
  if (shown_ && terminal_) say(stderr, "\r\x1b[K");
}

}  // namespace simclr_flow
