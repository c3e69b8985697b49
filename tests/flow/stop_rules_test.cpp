#include "simclr_flow/flow/stop_rules.hpp"

#include <chrono>
#include <thread>

#include "support/runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// What the rules look at, made up.
struct Seen final : Snapshot {
  Seen(Index step, double energy, double norm = 1, Points outputs = {})
      : step_(step), energy_(energy), norm_(norm), outputs_(std::move(outputs)) {}
  Index step() const override { return step_; }
  double time() const override { return 0.5 * static_cast<double>(step_); }
  const State& state() const override { return no_state_; }
  const Points& outputs() const override { return outputs_; }
  const Points& latents() const override { return none_; }
  State weights() const override { return {}; }
  double energy() const override { return energy_; }
  double gradient_norm() const override { return norm_; }
  double dissipation() const override { return norm_ * norm_; }
  double drift() const override { return 0; }

 private:
  Index step_;
  double energy_, norm_;
  State no_state_;
  Points none_, outputs_;
};

/// The step at which the rules end a run with these energies; 0 if they do not.
Index stopped_at(Observer& rules, const std::vector<double>& energies) {
  for (std::size_t k = 0; k < energies.size(); ++k) {
    const Seen seen(static_cast<Index>(k) + 1, energies[k]);
    if (rules.stepped(seen)) return seen.step();
  }
  return 0;
}

bool mentions(const Status& status, std::string_view words) {
  return status.reason.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("stop rules: without rules nothing ends") {
  CHECK(stopped_at(*make_stop_observer({}), std::vector<double>(50, 1.0)) == 0);
}

TEST_CASE("stop rules: a plateau is so many flat steps in a row") {
  const auto stops = [](std::vector<double> energies) {
    return stopped_at(*make_stop_observer({.plateau_drop = 0.01, .plateau_steps = 3}), energies);
  };
  CHECK(stops({5, 4, 3, 2, 1, 0}) == 0);
  CHECK(stops({5, 5, 5, 4, 4, 4}) == 0);
  CHECK(stops({5, 5, 5, 4, 4, 4, 4}) == 7);
  CHECK(stops({5, 5, 5, 5}) == 4);
  CHECK(stops({5, 4.99, 4.985, 4.98}) == 4);
  CHECK(stops({5, 4.98, 4.96, 4.94}) == 0);
  CHECK(stops({5, 6, 7, 8}) == 4);
}

TEST_CASE("stop rules: the count of flat steps survives a checkpoint") {
  const StopRules rules{.plateau_drop = 0.01, .plateau_steps = 3};
  const auto before = make_stop_observer(rules), after = make_stop_observer(rules);
  CHECK(stopped_at(*before, {5, 5, 5}) == 0);
  Archive saved;
  before->archive(saved);
  Archive loaded(saved.bytes());
  after->archive(loaded);
  CHECK(stopped_at(*after, {5, 5}) == 1);
}

TEST_CASE("stop rules: steps and the gradient norm end a run as done, at their bounds") {
  const auto steps = make_stop_observer({.steps = 7});
  CHECK_FALSE(steps->stepped(Seen(6, 1)).has_value());
  const auto last = steps->stepped(Seen(7, 1));
  REQUIRE(last.has_value());
  CHECK(last->outcome == Outcome::done);
  CHECK(mentions(*last, "7 steps"));
  const auto norm = make_stop_observer({.gradient_norm = 0.25});
  CHECK_FALSE(norm->stepped(Seen(1, 1, 0.26)).has_value());
  const auto small = norm->stepped(Seen(2, 1, 0.25));
  REQUIRE(small.has_value());
  CHECK(small->outcome == Outcome::done);
  CHECK(mentions(*small, "|grad E| = 0.25 is at most 0.25"));
}

TEST_CASE("stop rules: a raw output that nearly vanishes fails a run") {
  const auto rules = make_stop_observer({.min_length = 0.01});
  Points y(2, 3);
  y << 1, 0, 3, 0, 0.02, 4;
  CHECK_FALSE(rules->stepped(Seen(1, 1, 1, y)).has_value());
  y(1, 1) = -0.009;
  const auto stop = rules->stepped(Seen(2, 1, 1, y));
  REQUIRE(stop.has_value());
  CHECK(stop->outcome == Outcome::failed);
  CHECK(mentions(*stop, "|y_1| = 0.009 fell below 0.01"));
}

TEST_CASE("stop rules: a wall-clock limit interrupts") {
  const auto rules = make_stop_observer({.wall_time = 0.02});
  CHECK_FALSE(make_stop_observer({.wall_time = 3600})->stepped(Seen(1, 1)).has_value());
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  const auto stop = rules->stepped(Seen(1, 1));
  REQUIRE(stop.has_value());
  CHECK(stop->outcome == Outcome::interrupted);
  CHECK(mentions(*stop, "wall-clock limit"));
}

TEST_CASE("stop rules: a run ends by the first rule that holds, and says which") {
  const Experiment e = build_experiment(
      sample_config(entry(flows(), "particle"), entry(manifolds(), "circle")), ".");
  const auto reason = [&](const StopRules& rules, double end) {
    const auto observer = make_stop_observer(rules);
    Observer* const observers[] = {observer.get()};
    const auto bdf = make_bdf({.rtol = 1e-9, .atol = 1e-11});
    return Run(*e.courses[0].flow, *bdf, {.end = end}, observers).go().status;
  };
  CHECK(mentions(reason({}, 1), "reached t = 1"));
  CHECK(mentions(reason({.steps = 10, .gradient_norm = 1e-6}, 1e6), "took 10 steps"));
  CHECK(mentions(reason({.steps = 100000, .gradient_norm = 1e-6}, 1e6), "|grad E|"));
  CHECK(mentions(reason({.steps = 100000, .plateau_drop = 1e-12, .plateau_steps = 4}, 1e6),
                 "over each of 4 steps"));
}
