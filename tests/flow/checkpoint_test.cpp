// Checkpoints that do not fit.
#include "support/recorded_run.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

using Bytes = std::vector<std::byte>;

Experiment experiment_of(std::string_view flow, std::string_view manifold) {
  return build_experiment(sample_config(entry(flows(), flow), entry(manifolds(), manifold)), ".");
}

StepControl control() { return {.rtol = 1e-5, .atol = 1e-7, .step = 0.05}; }

Bytes checkpoint_of(const Flow& flow, std::unique_ptr<Integrator> integrator) {
  RecordedRun run(flow, std::move(integrator), 1, 5);
  run.run.go();
  return run.run.checkpoint();
}

bool is_refused(const Flow& flow, const Method& method, const Bytes& bytes) {
  RecordedRun run(flow, method.make(control()), 1);
  try {
    run.run.restore(bytes);
  } catch (const std::runtime_error& error) {
    return std::string(error.what()).size() > 20;
  }
  return false;
}

}  // namespace

TEST_CASE("checkpoint: what is cut, too long or not a checkpoint is refused by every method") {
  const Experiment e = experiment_of("kernel", "sphere");
  const Flow& flow = *e.courses[0].flow;
  for (const Method& method : methods()) {
    CAPTURE(method.name);
    const Bytes right = checkpoint_of(flow, method.make(control()));
    CHECK_FALSE(is_refused(flow, method, right));
    for (std::size_t size = 0; size < right.size(); size += 5)
      CHECK(is_refused(flow, method, Bytes(right.begin(), right.begin() + std::ptrdiff_t(size))));
    Bytes longer = right;
    longer.push_back(std::byte{0});
    CHECK(is_refused(flow, method, longer));
    CHECK(is_refused(flow, method, Bytes(right.size())));
    CHECK(is_refused(flow, method, Bytes(right.size(), std::byte{0x7f})));
  }
}

TEST_CASE("checkpoint: one of another flow, memory of a method or set of observers is refused") {
  const Experiment e = experiment_of("particle", "sphere"),
                   small = experiment_of("particle", "circle"),
                   network = experiment_of("network", "sphere");
  const Flow& flow = *e.courses[0].flow;
  for (const Method& method : methods()) {
    CAPTURE(method.name);
    for (const Experiment* other : {&small, &network})
      CHECK(
          is_refused(flow, method, checkpoint_of(*other->courses[0].flow, method.make(control()))));
    const auto integrator = method.make(control());
    CHECK(is_refused(flow, method, Run(flow, *integrator, {.end = 1}, {}).checkpoint()));
  }
  const Method& dopri5 = entry(methods(), "dopri5");
  CHECK(is_refused(flow, dopri5, checkpoint_of(flow, make_rk4(control()))));
  CHECK(is_refused(flow, dopri5, checkpoint_of(flow, make_bdf(control()))));
}

TEST_CASE("checkpoint: a state of another size is refused where all bytes have the right number") {
  const Experiment e = experiment_of("particle", "circle");
  const Flow& flow = *e.courses[0].flow;
  for (const Method& method : methods()) {
    CAPTURE(method.name);
    Bytes bytes = checkpoint_of(flow, method.make(control()));
    const std::size_t before_state = 24 + (method.one_step ? 16u : 8u);
    CHECK(bytes[before_state] == std::byte{8});
    bytes[before_state] = std::byte{7};
    CHECK(is_refused(flow, method, bytes));
  }
}

TEST_CASE("checkpoint: one from before the start is a start, and goes on where none was") {
  const Experiment e = experiment_of("particle", "circle");
  const Flow& flow = *e.courses[0].flow;
  for (const Method& method : methods()) {
    CAPTURE(method.name);
    RecordedRun whole(flow, method.make(control()), 1), fresh(flow, method.make(control()), 1),
        second(flow, method.make(control()), 1);
    second.run.restore(fresh.run.checkpoint());
    CHECK(whole.run.go().steps == second.run.go().steps);
    CHECK(whole.record.rows == second.record.rows);
  }
}
