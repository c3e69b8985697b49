#include <doctest/doctest.h>

#include "simclr_flow/core/taylor_slope.hpp"
#include "simclr_flow/data/point_transforms.hpp"
#include "support/descents.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// Off the start, where a network is no longer at its initial weights.
State somewhere(const Flow& flow) {
  const State start = flow.initial_state();
  return start + 0.1 * random_state(start.size(), 63);
}

/// The positives of these samples by their own labels; none if the energy takes views.
std::shared_ptr<const Positives> positives_of(const RunConfig& config, const Experiment& e,
                                              const std::vector<Index>& samples) {
  if (config.positives.are_views()) return nullptr;
  std::vector<int> labels;
  for (const Index sample : samples)
    labels.push_back(e.data.labels[static_cast<std::size_t>(sample)]);
  return std::make_shared<const Positives>(Positives::of_labels(labels));
}

/// A network flow of its own whose fixed inputs are what `step` draws.
std::unique_ptr<Flow> flow_on_draw(const RunConfig& config, const Experiment& e, Index step,
                                   bool centered = true) {
  const Index views = config.views.count, batch = config.flows[0].integrator.batch;
  const SampledViews drawn =
      ViewSampler::fresh(e.data.points, views, {{make_shift(State::Constant(2, 1), 0.5)}}, batch,
                         config.seed)
          .draw(step);
  const Network network({.inputs = 2,
                         .widths = {20},
                         .outputs = e.manifold->coordinate_dim(),
                         .activation = entry(activations(), "tanh")});
  return make_network_flow(
      LatentEnergy(e.manifold, e.energy, views, {}, positives_of(config, e, drawn.samples)),
      columns_of(e.start, drawn.samples, views), network, e.courses[0].flow->initial_state(),
      drawn.inputs, centered);
}

}  // namespace

TEST_CASE("descent: a sampled step descends the energy of the flow on what it draws") {
  const RunConfig config = sampled_config();
  const Experiment e = build_experiment(config, ".");
  const Flow& flow = *e.courses[0].flow;
  const State w = somewhere(flow);
  const State direction = random_state(w.size(), 64);
  CHECK(flow.stochastic());
  for (Index step = 0; step < 4; ++step) {
    const auto drawn = flow_on_draw(config, e, step);
    State sampled, right, next, off;
    flow.sampled_rhs(step, w, sampled);
    drawn->rhs(w, right);
    CHECK(sampled == right);
    flow_on_draw(config, e, step + 1)->rhs(w, next);
    flow_on_draw(config, e, step, false)->rhs(w, off);
    CHECK(sampled != next);  // the check sees a wrong draw
    CHECK(sampled != off);   // and a network that is not centred
    const auto energy = [&](double t) {
      return drawn->latent_energy()->evaluate(drawn->outputs(w + t * direction), nullptr);
    };
    const auto slope_by = [&](double factor) {
      return taylor_slope([&](double t) {
        return std::abs(energy(t) - energy(0) + factor * t * sampled.dot(direction));
      });
    };
    CHECK(slope_by(1) == doctest::Approx(2).epsilon(0.1));
    CHECK(slope_by(0.9) < 1.8);
  }
}

TEST_CASE("descent: a sampled step takes the labels of its samples for positives") {
  RunConfig config = sampled_config();
  const Experiment by_views = build_experiment(config, ".");
  config.positives.kind = PositivesConfig::Kind::labels;
  const Experiment e = build_experiment(config, ".");
  const Flow& flow = *e.courses[0].flow;
  const State w = somewhere(flow);
  for (Index step = 0; step < 4; ++step) {
    State sampled, right, other;
    flow.sampled_rhs(step, w, sampled);
    flow_on_draw(config, e, step)->rhs(w, right);
    by_views.courses[0].flow->sampled_rhs(step, w, other);
    CHECK((sampled - right).norm() <= 1e-14 * right.norm());
    CHECK((sampled - other).norm() > 1e-6 * right.norm());
  }
}

TEST_CASE("descent: outputs and energies stay on the fixed views") {
  const Experiment fresh = build_experiment(sampled_config(), ".");
  const Experiment fixed = build_experiment(sampled_config("", "fixed"), ".");
  const State w = somewhere(*fresh.courses[0].flow);
  CHECK(fresh.inputs == fixed.inputs);
  CHECK(fresh.courses[0].flow->outputs(w) == fixed.courses[0].flow->outputs(w));
  CHECK(fresh.courses[0].flow->dissipation(w) == fixed.courses[0].flow->dissipation(w));
  CHECK_FALSE(fixed.courses[0].flow->stochastic());
}

TEST_CASE("descent: all samples by fixed views are the right-hand side itself") {
  for (const char* batch : {"", "batch = 0", "batch = 8"}) {
    const Experiment e = build_experiment(sampled_config(batch, "fixed"), ".");
    const State w = e.courses[0].flow->initial_state();
    State all, sampled;
    e.courses[0].flow->rhs(w, all);
    e.courses[0].flow->sampled_rhs(3, w, sampled);
    CHECK(sampled == all);
  }
}

TEST_CASE("descent: batches of an epoch average to the whole gradient of a mean over samples") {
  const auto error = [](const std::string& preset, const char* batch) {
    RunConfig config = sampled_config(batch, "fixed");
    config.energy.preset = preset;
    const Experiment e = build_experiment(config, ".");
    const State w = somewhere(*e.courses[0].flow);
    State all, sampled, mean = State::Zero(w.size());
    e.courses[0].flow->rhs(w, all);
    const Index steps = 8 / config.flows[0].integrator.batch;
    for (Index step = 0; step < steps; ++step) {
      e.courses[0].flow->sampled_rhs(step, w, sampled);
      mean += sampled / static_cast<double>(steps);
    }
    return (mean - all).norm() / all.norm();
  };
  CHECK(error("alignment", "batch = 2") < 1e-13);
  CHECK(error("alignment", "batch = 4") < 1e-13);
  CHECK(error("alignment", "batch = 5") > 1e-3);  // three samples sit out
  CHECK(error("simclr", "batch = 4") > 1e-3);     // its pairs between batches are lost
}

TEST_CASE("descent: a batch of more samples than there are is refused when the data are known") {
  CHECK_THROWS_WITH(build_experiment(sampled_config("batch = 9"), "."),
                    doctest::Contains("batch = 9 must be 0, for all samples, or at least 2 and at "
                                      "most 8, the number of samples"));
}
