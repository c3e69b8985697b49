#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/core/parallel_blocks.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr Index samples = 100, views = 3;

/// Points in the plane, or images of 4×5 pixels.
Dataset data_for(const TransformEntry& item) {
  Dataset data;
  data.points = random_points(item.image ? 20 : 2, samples, 81);
  if (item.image) {
    data.height = 4;
    data.width = 5;
  }
  return data;
}

Augmentation sample_of(const TransformEntry& item, const std::string& extra = "") {
  const RunConfig config =
      parse_config({"sample.toml",
                    fmt::format("[data]\nkind = \"discs\"\n[energy]\npreset = \"simclr\"\n"
                                "[views]\ntransforms = [{{ kind = \"{}\", {}{} }}]\n"
                                "[[flow]]\nkind = \"particle\"\n",
                                item.name, item.sample, extra),
                    {}},
                   vocabulary());
  return build_augmentations(config.views, data_for(item)).at(0);
}

/// What views break that must follow from the seed, the substream and their own data point alone.
std::string broken_purity(const Augmentation& augmentation, const Points& data) {
  const auto draw = [&](const Points& of, std::uint64_t seed, std::uint32_t substream) {
    return draw_views(of, views, {augmentation}, seed, substream);
  };
  const Points first = draw(data, 3, 7);
  if (draw(data, 3, 7) != first) return "another view the second time";
  if (draw(data, 4, 7) == first) return "one view for two seeds";
  if (draw(data, 3, 8) == first) return "one view for two substreams";
  Points others = random_points(data.rows(), samples, 82);
  others.col(41) = data.col(41);
  if (draw(others, 3, 7).middleCols(41 * views, views) != first.middleCols(41 * views, views))
    return "a view that follows other samples";
  const Index threads = thread_count();
  set_thread_count(threads == 1 ? 3 : 1);
  const bool same = draw(data, 3, 7) == first;
  set_thread_count(threads);
  return same ? "" : "another view by another number of threads";
}

/// A smooth function of points, no more symmetric than it must be.
double smooth(const State& x) {
  return std::exp(-0.3 * x.squaredNorm()) + std::sin(x[0] + 0.4) * std::cos(0.5 * x[1]);
}

double mean_by_rule(const Transform& transform, const State& x, Index nodes) {
  const auto rule = transform.rule(nodes);
  double mean = 0;
  for (Index a = 0; a < rule->weights.size(); ++a) {
    State view = x;
    transform.apply(rule->nodes.col(a), view);
    mean += rule->weights[a] * smooth(view);
  }
  return mean;
}

/// What a rule breaks that must converge, and to the mean over draws.
std::string broken_rule(const Transform& transform) {
  const State x = State::LinSpaced(transform.dim(), 0.7, -0.5);
  const double mean = mean_by_rule(transform, x, 16);
  if (std::abs(mean - mean_by_rule(transform, x, 32)) > 1e-9) return "not converged at 16 nodes";
  const Index count = 20000;
  RandomStream random(5, "test");
  State xi(transform.draws()), values(count);
  for (Index k = 0; k < count; ++k) {
    State view = x;
    transform.draw(random, xi);
    transform.apply(xi, view);
    values[k] = smooth(view);
  }
  const double error = std::sqrt((values.array() - values.mean()).square().mean() / count);
  return std::abs(values.mean() - mean) < 4.5 * error ? "" : "not the mean over draws";
}

/// A shift with one thing wrong.
struct WrongShift final : Transform {
  enum class Wrong { rule, converges, draws };
  explicit WrongShift(Wrong what) : Transform(2, 1), wrong(what) {}
  void draw(RandomStream& random, StateOut xi) const override { xi[0] = random.normal(); }
  void apply(StateView xi, StateOut x) const override {
    x.array() += 0.3 * xi[0];
    if (wrong == Wrong::draws) x.array() += 0.01 * calls++;
  }
  std::optional<Quadrature> rule(Index nodes) const override {
    Quadrature rule = gauss_hermite(wrong == Wrong::converges ? nodes / 8 : nodes);
    if (wrong == Wrong::rule) rule.nodes *= std::sqrt(2);  // the physicists' nodes
    return rule;
  }
  Wrong wrong;
  mutable int calls = 0;
};

}  // namespace

TEST_CASE("laws: views follow from seed, substream and their own data point, for every transform") {
  for (const TransformEntry& item : transforms())
    for (const char* draw : {"", ", draw = \"batch\""}) {
      INFO(item.name, draw);
      CHECK(broken_purity(sample_of(item, draw), data_for(item).points) == "");
    }
}

TEST_CASE("laws: a transform with a memory is rejected") {
  const auto wrong = std::make_shared<WrongShift>(WrongShift::Wrong::draws);
  const Index threads = thread_count();
  set_thread_count(1);
  CHECK(broken_purity({wrong}, random_points(2, samples, 81)) == "another view the second time");
  set_thread_count(threads);
}

TEST_CASE("laws: draws of a batch are one for all samples and another for each view") {
  for (const TransformEntry& item : transforms()) {
    INFO(item.name);
    const Points one = data_for(item).points.col(0).replicate(1, 40);
    const Index many = 8;
    const Points shared = draw_views(one, many, {sample_of(item, ", draw = \"batch\"")}, 3);
    const Points own = draw_views(one, many, {sample_of(item)}, 3);
    CHECK(shared == shared.leftCols(many).replicate(1, 40));
    CHECK(own != own.leftCols(many).replicate(1, 40));
    CHECK(shared.leftCols(many) != shared.col(0).replicate(1, many));
  }
}

TEST_CASE("laws: quadrature rules converge to the mean over draws, where there are any") {
  for (const TransformEntry& item : transforms()) {
    INFO(item.name);
    const Augmentation augmentation = sample_of(item);
    REQUIRE(augmentation.transform->rule(8).has_value() == item.integrable);
    if (item.integrable) CHECK(broken_rule(*augmentation.transform) == "");
  }
}

TEST_CASE("laws: rules of another law, or that do not converge, are rejected") {
  CHECK(broken_rule(WrongShift(WrongShift::Wrong::rule)) == "not the mean over draws");
  CHECK(broken_rule(WrongShift(WrongShift::Wrong::converges)) == "not converged at 16 nodes");
}
