#pragma once
#include <functional>
#include <utility>

#include "simclr_flow/core/snapshot.hpp"
#include "simclr_flow/flow/cadence.hpp"

namespace simclr_flow::record {

/// Gives the snapshots of a cadence, and with `at_end` the last state of the run if that is new, to
/// a function; what that remembers from row to row is archived by `memory`.
class SeriesWriter final : public Observer {
 public:
  SeriesWriter(Cadence cadence, std::function<void(const Snapshot&)> add,
               std::function<void(Archive&)> memory, bool at_end)
      : cadence_(std::move(cadence)),
        add_(std::move(add)),
        memory_(std::move(memory)),
        at_end_(at_end) {}

  double next_time() const override { return cadence_.next_time(); }
  void observe(const Snapshot& snapshot) override {
    add_if_new(snapshot);
    cadence_.advance();
  }
  bool keeps_step(Index step) const override { return cadence_.is_due(step); }
  std::optional<Status> stepped(const Snapshot& snapshot) override {
    if (keeps_step(snapshot.step())) add_if_new(snapshot);
    return std::nullopt;
  }
  void ended(const Snapshot& snapshot) override {
    if (at_end_) add_if_new(snapshot);
  }
  void archive(Archive& a) override {
    cadence_.archive(a);
    a(last_time_);
    memory_(a);
  }

 private:
  void add_if_new(const Snapshot& snapshot) {
    if (snapshot.time() <= last_time_) return;
    add_(snapshot);  // may be cancelled: only what was added counts
    last_time_ = snapshot.time();
  }

  Cadence cadence_;
  std::function<void(const Snapshot&)> add_;
  std::function<void(Archive&)> memory_;
  bool at_end_;
  double last_time_ = -1;
};

}  // namespace simclr_flow::record
