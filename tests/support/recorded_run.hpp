#pragma once
// A run whose rows, audit and checkpoints a test can compare with those of another.
#include <memory>

#include "simclr_flow/flow/audit.hpp"
#include "simclr_flow/flow/stop_rules.hpp"
#include "support/runs.hpp"

namespace simclr_flow::test {

/// Keeps what it is shown, at times and after every few steps.
struct Record final : Observer {
  struct Row {
    Index step;
    double time, energy, dissipation;
    Points outputs;
    bool operator==(const Row& b) const {
      return step == b.step && time == b.time && energy == b.energy &&
             dissipation == b.dissipation && outputs == b.outputs;
    }
  };
  Record(std::vector<double> times, Index every) : cadence(std::move(times), every) {}
  double next_time() const override { return cadence.next_time(); }
  void observe(const Snapshot& s) override {
    keep(s);
    cadence.advance();
  }
  std::optional<Status> stepped(const Snapshot& s) override {
    if (cadence.is_due(s.step())) keep(s);
    return std::nullopt;
  }
  void archive(Archive& a) override { cadence.archive(a); }
  void keep(const Snapshot& s) {
    rows.push_back({s.step(), s.time(), s.energy(), s.dissipation(), s.outputs()});
  }
  Cadence cadence;
  std::vector<Row> rows;
};

/// One run with a record, an audit and a stopping rule that never holds.
class RecordedRun {
 public:
  RecordedRun(const Flow& flow, std::unique_ptr<Integrator> method, double end,
              Index stop_after = -1)
      : integrator(std::move(method)),
        record(evenly(31), 3),
        audit(flow, *integrator, {.rtol = 1e-7}, Cadence(evenly(7))),
        stop_(make_stop_observer(
            {.gradient_norm = 1e-30, .plateau_drop = 1e-30, .plateau_steps = 1000})),
        observers_{&record, &audit, stop_.get()},
        run(flow, *integrator,
            {.end = end,
             .interrupted = [this, stop_after] { return run.steps() == stop_after; },
             .at_rest = [this](Run& at_rest, bool) { checkpoint = at_rest.checkpoint(); }},
            observers_) {}

  std::unique_ptr<Integrator> integrator;
  Record record;
  Audit audit;
  std::vector<std::byte> checkpoint;  ///< the last that the run offered

 private:
  static std::vector<double> evenly(int count) {
    std::vector<double> times;
    for (int k = 0; k <= count; ++k) times.push_back(static_cast<double>(k) / count);
    return times;
  }
  std::unique_ptr<Observer> stop_;
  std::vector<Observer*> observers_;

 public:
  Run run;
};

}  // namespace simclr_flow::test
