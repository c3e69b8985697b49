// Pairs of latents move apart by at most sup d_ij sqrt(t (E(0) - E(t))): why clusters persist.
#include "simclr_flow/diagnostics/kernel_measures.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "support/runs.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// What a planted error does to kernels and outputs before they are measured.
struct Planted {
  double kernel = 1, displacement = 1;
};

/// Measures persistence at many times; keeps the largest.
class Watch final : public Observer {
 public:
  Watch(const Flow& flow, Planted planted)
      : flow_(flow), planted_(planted), cadence_(times()), measures_(scope(flow), {}) {
    const State x = flow.initial_state();
    start_ = flow.outputs(x);
    measures_.start(start_, flow.latent_energy()->evaluate(start_, nullptr), kernel(x));
  }
  double next_time() const override { return cadence_.next_time(); }
  void observe(const Snapshot& s) override {
    const Points y = start_ + planted_.displacement * (s.outputs() - start_);
    const State row = measures_.measure(s.time(), s.energy(), y, s.latents(), kernel(s.state()));
    largest = std::max(largest, row[row.size() - 1]);
    cadence_.advance();
  }
  double largest = 0;

 private:
  static std::vector<double> times() {
    std::vector<double> all;
    for (int k = 0; k <= 40; ++k) all.push_back(1e-3 * std::pow(10, 0.1 * k));
    return all;
  }
  static KernelScope scope(const Flow& flow) {
    const Points y = flow.outputs(flow.initial_state());
    return {.latents = y.cols(), .outputs = y.rows()};
  }
  Points kernel(const State& x) const {
    return planted_.kernel * flow_.tangent_kernel(x)->matrix();
  }

  const Flow& flow_;
  Planted planted_;
  Cadence cadence_;
  KernelMeasures measures_;
  Points start_;
};

double largest_ratio(const Flow& flow, Planted planted = {}) {
  Watch watch(flow, planted);
  Observer* const observers[] = {&watch};
  const auto dopri5 = make_dopri5({.rtol = 1e-10, .atol = 1e-12});
  REQUIRE(Run(flow, *dopri5, {.end = 10}, observers).go().status.outcome == Outcome::done);
  return watch.largest;
}

/// Two latents on the line: the bound is attained as t -> 0.
std::unique_ptr<Flow> pair_flow() {
  Points start(1, 2), theta(2, 2);
  start << -0.1, 0.1;
  theta << 2, 1, 1, 3;
  return make_kernel_flow({make_euclidean(1), make_simclr(gauss(0.3)), 1}, start,
                          TangentKernel(theta, 1));
}

}  // namespace

TEST_CASE("persistence: no pair of any flow with a kernel moves apart faster than it allows") {
  for (const auto& [kind, manifold] : flow_samples()) {
    if (kind.name == "particle") continue;
    const Experiment e = build_experiment(sample_config(kind, manifold), ".");
    const double ratio = largest_ratio(*e.courses[0].flow);
    INFO(kind.name, " on ", manifold.name, ", ", kind.sample, ": ", ratio);
    CHECK(ratio <= 1 + 1e-6);
    CHECK(ratio > 0.3);
  }
}

TEST_CASE("persistence: the bound is sharp, and planted errors pass it") {
  const auto flow = pair_flow();
  CHECK(largest_ratio(*flow) <= 1 + 1e-6);
  CHECK(largest_ratio(*flow) > 0.999);
  CHECK(largest_ratio(*flow, {.kernel = 0.5}) > 1.4);
  CHECK(largest_ratio(*flow, {.displacement = 1.1}) > 1.09);
}
