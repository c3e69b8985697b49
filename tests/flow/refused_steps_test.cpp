// What is not finite refuses a step, and what is thrown ends a run.
#include <cmath>
#include <limits>
#include <new>

#include "support/runs.hpp"
#include "support/wrapped_flow.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// A flow for its shapes and its energy, which is finite everywhere.
const Flow& particles() {
  static const Experiment e =
      build_experiment(sample_config(flows()[0], entry(manifolds(), "euclidean")), ".");
  return *e.courses[0].flow;
}

/// x' = x from x(0) = start, with derivatives that are not finite where some |x_i| > 2.
struct Growing : WrappedFlow {
  Growing(double start_at, double beyond_2, bool all_coordinates)
      : WrappedFlow(particles()), start(start_at), beyond(beyond_2), all(all_coordinates) {}
  State initial_state() const override {
    return State::Constant(right_.initial_state().size(), start);
  }
  void rhs(const State& x, State& dxdt) const override {
    dxdt = x;
    if (!(x.cwiseAbs().maxCoeff() <= 2)) dxdt.tail(all ? dxdt.size() : 1).setConstant(beyond);
  }
  LinearMap linearise(const State&) const override {
    return [](const State& v) { return v; };
  }
  double start, beyond;
  bool all;
};

/// Throws where some x_i > 0.5.
struct Throwing final : Growing {
  explicit Throwing(bool memory_runs_out)
      : Growing(0.1, not_a_number, true), memory(memory_runs_out) {}
  void rhs(const State& x, State& dxdt) const override {
    if (x.maxCoeff() > 0.5 && memory) throw std::bad_alloc();
    if (x.maxCoeff() > 0.5) throw std::domain_error("x is beyond 1/2");
    Growing::rhs(x, dxdt);
  }
  bool memory;
};

/// Has an energy that cannot be told at rows from the time 0.2 on.
struct Untold final : Growing {
  Untold() : Growing(0.1, not_a_number, true) {}
  FirstOrder first_order(const State& x) const override {
    if (x.maxCoeff() > 0.1 * std::exp(0.2)) throw std::domain_error("no energy");
    return WrappedFlow::first_order(x);
  }
};

/// Has an energy that overflows from the time 0.2 on.
struct Overflowing final : Growing {
  Overflowing() : Growing(0.1, not_a_number, true) {}
  FirstOrder first_order(const State& x) const override {
    FirstOrder found = WrappedFlow::first_order(x);
    if (x.maxCoeff() > 0.1 * std::exp(0.2)) found.energy = -infinity;
    return found;
  }
};

/// x' = 1 up to x = 1/2 and 2 from there on, from x(0) = 0.
struct Kinked final : Growing {
  Kinked() : Growing(0, not_a_number, true) {}
  void rhs(const State& x, State& dxdt) const override {
    dxdt = x.unaryExpr([](double s) { return s < 0.5 ? 1.0 : 2.0; });
  }
  static double at(double t) { return t < 0.5 ? t : 0.5 + 2 * (t - 0.5); }
};

/// Keeps states at given times, and the last.
struct States final : Observer {
  explicit States(std::vector<double> times) : cadence(std::move(times)) {}
  double next_time() const override { return cadence.next_time(); }
  void observe(const Snapshot& s) override {
    rows.emplace_back(s.time(), s.state()[0]);
    cadence.advance();
  }
  void ended(const Snapshot& s) override { last = s.time(); }
  Cadence cadence;
  std::vector<std::pair<double, double>> rows;
  double last = -1;
};

/// Keeps the energies at every fifth step.
struct FifthSteps final : Observer {
  bool keeps_step(Index step) const override { return step % 5 == 0; }
  std::optional<Status> stepped(const Snapshot& s) override {
    if (keeps_step(s.step())) energies.push_back(s.energy());
    return std::nullopt;
  }
  std::vector<double> energies;
};

struct Told {
  RunResult result;
  States states;
};

Told run(const Flow& flow, const Method& method, const StepControl& control, double end,
         std::vector<double> times = {0}) {
  const auto integrator = method.make(control);
  States states(std::move(times));
  Observer* const observers[] = {&states};
  RunResult result = Run(flow, *integrator, {.end = end}, observers).go();
  return {std::move(result), std::move(states)};
}

template <class Body>
void each_adaptive_method(const Body& body) {
  for (const Method& method : methods()) {
    if (!method.adaptive) continue;
    CAPTURE(method.name);
    body(method);
  }
}

bool says(const Status& status, std::string_view words) {
  return status.reason.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("refused steps: no step passes where derivatives are not finite") {
  const double end = std::log(1e6);  // x = 1
  for (const double beyond : {not_a_number, infinity, -infinity})
    for (const bool all : {true, false})
      for (const double first : {0.0, 1e3})
        each_adaptive_method([&](const Method& method) {
          CAPTURE(beyond);
          CAPTURE(first);
          const Growing flow(1e-6, beyond, all);
          const StepControl control{
              .rtol = 1e-8, .atol = 1e-14, .initial_step = first, .first_output = end};
          const Told told = run(flow, method, control, end, {0, 0.5 * end, end});
          INFO(told.result.status.reason);
          REQUIRE(told.result.status.outcome == Outcome::done);
          for (const auto& [t, x] : told.states.rows)
            CHECK(x == doctest::Approx(1e-6 * std::exp(t)).epsilon(1e-4));
        });
}

TEST_CASE("refused steps: a flow into what is not finite fails, with its last state") {
  each_adaptive_method([&](const Method& method) {
    const Told told =
        run(Growing(1e-6, not_a_number, true), method, {.rtol = 1e-6, .atol = 1e-12}, 100, {0, 1});
    INFO(told.result.status.reason);
    CHECK(told.result.status.outcome == Outcome::failed);
    CHECK(told.states.last > 14);
    CHECK(told.states.last < std::log(2e6) + 1e-3);
    if (method.one_step) CHECK(says(told.result.status, "right-hand side is not finite"));
  });
}

TEST_CASE("refused steps: no first step passes the first output") {
  each_adaptive_method([&](const Method& method) {
    const Growing flow(1e-6, not_a_number, true);
    const auto first = [&](double initial_step, double output) {
      const auto integrator = method.make(
          {.rtol = 1e-3, .atol = 1e-3, .initial_step = initial_step, .first_output = output});
      integrator->start(flow, 0, flow.initial_state());
      REQUIRE(integrator->advance().outcome == Outcome::running);
      return integrator->time();
    };
    CHECK(first(0, 1e-9) <= 1e-9 * (1 + 1e-12));
    CHECK(first(1, 1e-9) <= 1e-9 * (1 + 1e-12));
    CHECK(first(1e-3, 1) == doctest::Approx(1e-3));
  });
}

TEST_CASE("refused steps: a failure by min_step names it") {
  for (const std::string_view name : {"dopri5", "fehlberg78", "bulirsch_stoer"}) {
    const StepControl control{.rtol = 1e-14, .atol = 1e-16, .min_step = 0.5};
    const Told told = run(Growing(0.1, not_a_number, true), entry(methods(), name), control, 2);
    INFO(told.result.status.reason);
    CHECK(told.result.status.outcome == Outcome::failed);
    CHECK(says(told.result.status, "integrator.min_step = 0.5"));
  }
}

TEST_CASE("refused steps: rows about a kink are as accurate as steps") {
  std::vector<double> times;
  for (int k = 0; k < 60; ++k) times.push_back(k / 60.0);
  // fehlberg78 compares stages at both ends of a step: it sees no kink of a velocity in time alone.
  for (const std::string_view name : {"dopri5", "bulirsch_stoer"}) {
    CAPTURE(name);
    const Told told = run(Kinked(), entry(methods(), name), {.rtol = 1e-4, .atol = 1e-4}, 1, times);
    INFO(told.result.status.reason);
    REQUIRE(told.result.status.outcome == Outcome::done);
    for (const auto& [t, x] : told.states.rows) CHECK(std::abs(x - Kinked::at(t)) < 2e-2);
  }
}

TEST_CASE("refused steps: what a flow throws ends its run, with the last state before it") {
  for (const Method& method : methods()) {
    CAPTURE(method.name);
    const StepControl control{.rtol = 1e-6, .atol = 1e-8, .step = 0.01};
    const Told told = run(Throwing(false), method, control, 10, {0, 1});
    INFO(told.result.status.reason);
    CHECK(told.result.status.outcome == Outcome::failed);
    CHECK(says(told.result.status, "x is beyond 1/2, in step"));
    CHECK(told.states.last > 0.5);
    CHECK(told.states.last < 1.01 * std::log(5.0));
    CHECK_THROWS_AS(run(Throwing(true), method, control, 10), std::bad_alloc);
  }
}

TEST_CASE("refused steps: what a row throws ends its run, with the rows before it") {
  const Told told = run(Untold(), entry(methods(), "rk4"), {.step = 0.01}, 1, {0, 0.1, 0.3});
  CHECK(told.result.status.outcome == Outcome::failed);
  CHECK(says(told.result.status, "no energy, in step"));
  CHECK(told.states.rows.size() == 2);
}

TEST_CASE("refused steps: a last state that is not finite is no end, however the steps went") {
  for (const std::vector<double>& times : {std::vector<double>{0}, {0, 0.3}}) {
    const Told told = run(Overflowing(), entry(methods(), "rk4"), {.step = 0.01}, 0.5, times);
    INFO(told.result.status.reason);
    CHECK(told.result.status.outcome == Outcome::failed);
    CHECK(says(told.result.status, "not finite at t = "));
  }
}

TEST_CASE("refused steps: no row of a step has what is not finite, and none comes after it") {
  const Overflowing flow;
  const auto integrator = entry(methods(), "rk4").make({.step = 0.01});
  FifthSteps kept;
  Observer* const observers[] = {&kept};
  const RunResult result = Run(flow, *integrator, {.end = 0.5}, observers).go();
  INFO(result.status.reason);
  CHECK(says(result.status, "not finite at t = 0.2"));
  CHECK(result.steps == 25);
  CHECK(kept.energies.size() == 4);
  for (const double e : kept.energies) CHECK(std::isfinite(e));
}
