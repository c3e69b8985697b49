#include "simclr_flow/flow/stop_rules.hpp"

#include <fmt/format.h>

#include <chrono>
#include <limits>

#include "simclr_flow/core/counted.hpp"

namespace simclr_flow {
namespace {

using Clock = std::chrono::steady_clock;

const Clock::time_point program_begin = Clock::now();

class StopObserver final : public Observer {
 public:
  explicit StopObserver(const StopRules& rules) : rules_(rules) {}

  std::optional<Status> stepped(const Snapshot& s) override {
    if (rules_.plateau_drop > 0) count_flat(s);
    return verdict(s);
  }
  std::optional<Status> verdict(const Snapshot& s) const override {
    if (rules_.min_length > 0)
      if (const auto vanished = vanishing(s)) return vanished;
    if (rules_.plateau_drop > 0 && flat_ >= rules_.plateau_steps)
      return Status{Outcome::done, fmt::format("E fell by at most {:.3g} over each of {} steps, at "
                                               "t = {:.6g} after {} steps",
                                               rules_.plateau_drop, flat_, s.time(), s.step())};
    if (rules_.gradient_norm > 0 && s.gradient_norm() <= rules_.gradient_norm)
      return Status{Outcome::done,
                    fmt::format("|grad E| = {:.3g} is at most {:.3g}, at t = {:.6g} after {} steps",
                                s.gradient_norm(), rules_.gradient_norm, s.time(), s.step())};
    if (rules_.steps > 0 && s.step() >= rules_.steps)
      return Status{Outcome::done,
                    fmt::format("took {}, to t = {:.6g}", counted(s.step(), "step"), s.time())};
    const std::chrono::duration<double> passed = Clock::now() - program_begin;
    if (rules_.wall_time > 0 && passed.count() >= rules_.wall_time)
      return Status{Outcome::interrupted,
                    fmt::format("the wall-clock limit of {:g} s was reached at t = {:.6g}",
                                rules_.wall_time, s.time())};
    return std::nullopt;
  }
  void archive(Archive& a) override { a(energy_)(flat_); }

 private:
  void count_flat(const Snapshot& s) {
    const double drop = energy_ - s.energy();
    energy_ = s.energy();
    flat_ = drop <= rules_.plateau_drop ? flat_ + 1 : 0;
  }

  std::optional<Status> vanishing(const Snapshot& s) const {
    Index smallest = 0;
    const double length = s.outputs().colwise().norm().minCoeff(&smallest);
    if (length >= rules_.min_length) return std::nullopt;
    return Status{
        Outcome::failed,
        fmt::format("the raw output |y_{}| = {:.3g} fell below {:.3g}, a hundredth of the "
                    "smallest at the start, at t = {:.6g}: at y = 0 the latent y/|y| has "
                    "no direction",
                    smallest, length, rules_.min_length, s.time())};
  }

  StopRules rules_;
  double energy_ = std::numeric_limits<double>::infinity();
  long flat_ = 0;
};

}  // namespace

std::unique_ptr<Observer> make_stop_observer(const StopRules& rules) {
  return std::make_unique<StopObserver>(rules);
}

}  // namespace simclr_flow
