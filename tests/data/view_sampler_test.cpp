#include "simclr_flow/data/view_sampler.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/data/image_transforms.hpp"
#include "simclr_flow/data/point_transforms.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

constexpr Index two = 2;  // views
constexpr double scale = 0.5;
const Augmentations shifts{{make_shift(State::Constant(2, 1), scale)}};

ViewSampler fresh(Index n, Index batch, std::uint64_t seed = 3) {
  return ViewSampler::fresh(random_points(2, n, 61), two, shifts, batch, seed);
}

using Draw = std::function<SampledViews(Index step)>;

bool same(const SampledViews& a, const SampledViews& b) {
  return a.samples == b.samples && a.inputs == b.inputs;
}

/// What a drawing of fresh views breaks that must be a function of the step alone, new every step.
std::string broken_purity(const Draw& draw) {
  std::vector<SampledViews> forwards;
  for (Index step = 0; step < 20; ++step) forwards.push_back(draw(step));
  for (Index step = 19; step >= 0; --step)
    if (!same(draw(step), forwards[static_cast<std::size_t>(step)])) return "another draw later on";
  for (std::size_t k = 1; k < forwards.size(); ++k)
    if (forwards[k].inputs == forwards[k - 1].inputs) return "two steps of one draw";
  return "";
}

/// What drawings of `batch` of n samples break that must visit every sample at most once an epoch,
/// and all of them where batch divides n, by another order every epoch.
std::string broken_epochs(const Draw& draw, Index n, Index batch) {
  std::vector<Index> last;
  for (Index epoch = 0; epoch < 10; ++epoch) {
    std::vector<Index> visited;
    for (Index k = 0; k < n / batch; ++k) {
      const auto samples = draw(epoch * (n / batch) + k).samples;
      if (std::ssize(samples) != batch) return "a batch of another size";
      visited.insert(visited.end(), samples.begin(), samples.end());
    }
    const std::set<Index> distinct(visited.begin(), visited.end());
    if (distinct.size() != visited.size()) return "a sample twice in an epoch";
    if (*distinct.begin() < 0 || *distinct.rbegin() >= n) return "no sample of the data";
    if (visited == last) return "one order for two epochs";
    last = visited;
  }
  return "";
}

Draw draws_of(const ViewSampler& sampler) {
  return [sampler](Index step) { return sampler.draw(step); };
}

}  // namespace

TEST_CASE("view sampler: draws are pure functions of seed and step, new every step") {
  for (const Index batch : {0, 4, 7}) CHECK(broken_purity(draws_of(fresh(12, batch))).empty());
  CHECK_FALSE(same(fresh(12, 4, 3).draw(5), fresh(12, 4, 4).draw(5)));
  CHECK(same(fresh(12, 4).draw(5), fresh(12, 4).draw(5)));
}

TEST_CASE("view sampler: images by draws of the batch are pure functions of seed and step, too") {
  const ImageShape shape{4, 3};
  const Augmentations images{{make_blur(shape, 3, 0.1, 2), true},
                             {make_rescale(shape, 0.8, 1.2)},
                             {make_translation(shape, 3), true},
                             {make_noise(12, 0.1)}};
  for (const Index batch : {0, 5}) {
    const auto sampler = [&](std::uint64_t seed) {
      return ViewSampler::fresh(random_points(12, 20, 61), two, images, batch, seed);
    };
    CHECK(broken_purity(draws_of(sampler(3))).empty());
    CHECK_FALSE(same(sampler(3).draw(5), sampler(4).draw(5)));
  }
}

TEST_CASE("view sampler: draws that depend on their history or not on the step are rejected") {
  const ViewSampler right = fresh(12, 4);
  Index calls = 0;
  CHECK_FALSE(broken_purity([&](Index) { return right.draw(calls++); }).empty());
  CHECK_FALSE(broken_purity([&](Index) { return right.draw(0); }).empty());
}

TEST_CASE("view sampler: an epoch visits every sample once, what is left over sits it out") {
  for (const auto& [n, batch] : {std::pair{12, 4}, {12, 5}, {13, 2}, {20, 19}})
    CHECK(broken_epochs(draws_of(fresh(n, batch)), n, batch) == "");
  CHECK(fresh(13, 5).steps_per_epoch() == 2);
}

TEST_CASE("view sampler: sampling with replacement and one order for all epochs are rejected") {
  const auto with_replacement = [](Index step) {
    RandomStream random(1, "test", static_cast<std::uint32_t>(step));
    SampledViews drawn;
    for (int k = 0; k < 4; ++k) drawn.samples.push_back(random.below(12));
    return drawn;
  };
  const ViewSampler right = fresh(12, 4);
  CHECK(broken_epochs(with_replacement, 12, 4) == "a sample twice in an epoch");
  CHECK(broken_epochs([&](Index step) { return right.draw(step % 3); }, 12, 4) ==
        "one order for two epochs");
}

TEST_CASE("view sampler: every sample is as likely as any other in every place of a batch") {
  const ViewSampler sampler = fresh(10, 3);
  const Index epochs = 3000;
  Eigen::MatrixXd count = Eigen::MatrixXd::Zero(10, 3);
  for (Index epoch = 0; epoch < epochs; ++epoch) {
    const auto samples = sampler.draw(epoch * sampler.steps_per_epoch() + 2).samples;
    for (Index k = 0; k < 3; ++k) count(samples[static_cast<std::size_t>(k)], k) += 1;
  }
  const double mean = static_cast<double>(epochs) / 10;
  CHECK((count.array() - mean).abs().maxCoeff() < 4.5 * std::sqrt(mean));
}

TEST_CASE("view sampler: a batch of fixed views holds the columns of its samples") {
  const Points fixed = random_points(2, 12 * two, 62);
  const ViewSampler sampler = ViewSampler::fixed(fixed, two, 5, 3);
  for (Index step = 0; step < 4; ++step) {
    const SampledViews drawn = sampler.draw(step);
    REQUIRE(drawn.inputs.cols() == 5 * two);
    for (Index k = 0; k < 5; ++k)
      for (Index a = 0; a < two; ++a)
        CHECK(drawn.inputs.col(k * two + a) ==
              fixed.col(drawn.samples[static_cast<std::size_t>(k)] * two + a));
  }
  for (const Index all : {0, 12})
    CHECK(ViewSampler::fixed(fixed, two, all, 3).draw(7).inputs == fixed);
}

TEST_CASE("view sampler: fresh views are shifts of the samples drawn, independent of all others") {
  const Index n = 6, steps = 400;
  const Points data = random_points(2, n, 61);
  const ViewSampler sampler = fresh(n, 4);
  double mean = 0, square = 0, pairs = 0, successive = 0, previous = 0;
  for (Index step = 0; step < steps; ++step) {
    const SampledViews drawn = sampler.draw(step);
    State xi(4 * two);
    for (Index c = 0; c < xi.size(); ++c) {
      const State shift =
          (drawn.inputs.col(c) - data.col(drawn.samples[static_cast<std::size_t>(c / two)])) /
          scale;
      REQUIRE(shift[0] == doctest::Approx(shift[1]).epsilon(1e-10));
      xi[c] = shift[0];
    }
    mean += xi.mean() / static_cast<double>(steps);
    square += xi.squaredNorm() / static_cast<double>(xi.size() * steps);
    pairs += (xi[0] * xi[1] + xi[2] * xi[4]) / static_cast<double>(2 * steps);
    successive += previous * xi[0] / static_cast<double>(steps);
    previous = xi[0];
  }
  CHECK(std::abs(mean) < 0.07);  // 4 standard errors
  CHECK(square == doctest::Approx(1).epsilon(0.1));
  CHECK(std::abs(pairs) < 0.15);
  CHECK(std::abs(successive) < 0.2);
}

TEST_CASE("view sampler: no step draws the fixed views") {
  const Points data = random_points(2, 12, 61);
  const Points fixed = draw_views(data, two, shifts, 3);
  for (Index step = 0; step < 100; ++step) CHECK(fresh(12, 0).draw(step).inputs != fixed);
}

TEST_CASE("view sampler: batches that are no pair or more than the samples are refused") {
  for (const Index batch : {-1, 1, 13})
    CHECK_THROWS_WITH_AS(fresh(12, batch), doctest::Contains("at most 12, the number of samples"),
                         InputError);
}
