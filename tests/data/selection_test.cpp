#include "simclr_flow/data/selection.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/data/standardise.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// Item i is the point (first + i).
Items numbered(std::vector<Index> labels, Index count, double first = 0) {
  Points points(1, count);
  for (Index i = 0; i < count; ++i) points(0, i) = first + static_cast<double>(i);
  return table_items("the items", points, {std::move(labels)}, "numbers");
}

std::vector<double> values(const Dataset& data) {
  return {data.points.data(), data.points.data() + data.points.size()};
}

using Values = std::vector<double>;
using Labels = std::vector<int>;

const std::vector<Index> five_three{5, -3, 5, -3, 5, 7, -3, 5};

void refuses(const std::function<void()>& choice, const char* why) {
  CHECK_THROWS_WITH_AS(choice(), doctest::Contains(why), InputError);
}

}  // namespace

TEST_CASE("selection: label k is classes[k], or the k-th smallest label") {
  const Items items = numbered(five_three, 8);
  const Dataset all = choose(items, {}, 0).training;
  CHECK(values(all) == Values{1, 3, 6, 0, 2, 4, 7, 5});
  CHECK(all.labels == Labels{0, 0, 0, 1, 1, 1, 1, 2});
  const Dataset some = choose(items, {.classes = {5, -3}, .per_class = 2}, 0).training;
  CHECK(values(some) == Values{0, 2, 1, 3});
  CHECK(some.labels == Labels{0, 0, 1, 1});
}

TEST_CASE("selection: held out items follow those of training, or are the last of all") {
  const Items items = numbered(five_three, 8);
  const Split next = choose(items, {.classes = {-3, 5}, .per_class = 2}, 1);
  CHECK(values(next.training) == Values{1, 3, 0, 2});
  CHECK(values(next.test) == Values{6, 4});
  CHECK(next.test.labels == Labels{0, 1});
  const Split last = choose(items, {.classes = {-3, 5}}, 2);
  CHECK(values(last.training) == Values{1, 0, 2});
  CHECK(values(last.test) == Values{3, 6, 4, 7});
  CHECK(choose(items, {}, 0).test.count() == 0);
}

TEST_CASE("selection: items without labels are of one class and stay without") {
  const Split split = choose(numbered({}, 6), {.per_class = 3}, 2);
  CHECK(values(split.training) == Values{0, 1, 2});
  CHECK(values(split.test) == Values{3, 4});
  CHECK(split.training.labels.empty());
}

TEST_CASE("selection: a shuffle is a seeded permutation before any item is taken") {
  std::vector<Index> labels(1000);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<Index>(i % 4);
  const Items items = numbered(labels, 1000);
  const auto shuffled = [&](std::uint64_t seed, Index per_class, Index held_out) {
    return choose(items, {.per_class = per_class, .shuffle = true, .seed = seed}, held_out);
  };
  const Split split = shuffled(1, 100, 50);
  CHECK(values(split.training) == values(shuffled(1, 100, 50).training));
  CHECK(values(split.training) != values(shuffled(2, 100, 50).training));
  std::set<double> seen;
  for (const Dataset* part : {&split.training, &split.test})
    for (Index i = 0; i < part->count(); ++i) {
      CHECK(seen.insert(part->points(0, i)).second);
      CHECK(part->labels[static_cast<std::size_t>(i)] == static_cast<int>(part->points(0, i)) % 4);
    }
  CHECK(seen.size() == 600);
  for (int k = 0; k < 4; ++k) CHECK(std::ranges::count(split.training.labels, k) == 100);
  CHECK(!std::ranges::is_sorted(split.training.labels));
  // A random subset, not the first items: the mean of all, to five standard errors.
  CHECK(std::abs(split.training.points.mean() - 499.5) < 5 * 289 / std::sqrt(400.) * std::sqrt(.6));
  auto all = values(shuffled(3, 0, 0).training);
  std::ranges::sort(all);
  CHECK(all == values(choose(numbered({}, 1000), {}, 0).training));
}

TEST_CASE("selection: a shuffle puts every item everywhere equally often") {
  double counts[3][3] = {};
  constexpr int draws = 3000;
  for (std::uint64_t seed = 0; seed < draws; ++seed) {
    const Dataset data = choose(numbered({}, 3), {.shuffle = true, .seed = seed}, 0).training;
    for (Index i = 0; i < 3; ++i) counts[i][static_cast<int>(data.points(0, i))] += 1;
  }
  for (const auto& row : counts)
    for (const double count : row)
      CHECK(std::abs(count - draws / 3) < 5 * std::sqrt(draws * 2 / 9));
}

TEST_CASE("selection: test items of their own mean the classes of the training items") {
  const Items training = numbered(five_three, 8), test = numbered({7, 5, 7}, 3, 100);
  const Split split = choose(training, test, {}, 0);
  CHECK(split.training.count() == 8);
  CHECK(values(split.test) == Values{101, 100, 102});
  CHECK(split.test.labels == Labels{1, 2, 2});
  CHECK(values(choose(training, test, {.classes = {7}}, 1).test) == Values{100});
  CHECK(choose(training, numbered({}, 3), {}, 0).test.labels.empty());
  CHECK(choose(numbered({}, 8), test, {}, 0).test.labels == Labels{0, 1, 1});
}

TEST_CASE("selection: what cannot be chosen is refused by name") {
  const Items items = numbered(five_three, 8);
  refuses([&] { choose(items, {.classes = {9}}, 0); }, "the items has 0 items of class 9, 1 were");
  refuses([&] { choose(items, {.per_class = 2}, 0); }, "1 items of class 7, 2 were asked for");
  refuses([&] { choose(items, {.classes = {-3}, .per_class = 2}, 2); }, "class -3, 4 were asked");
  refuses([&] { choose(items, {.classes = {-3}}, 3); }, "3 items of class -3, 4 were asked for");
  refuses([&] { choose(numbered({}, 3), {.classes = {1}}, 0); }, "no labels to choose classes by");
  refuses([&] { choose(numbered({}, 3), {.per_class = 4}, 0); }, "has 3 items, 4 were asked for");
  refuses([&] { choose(items, numbered({6}, 1), {}, 0); }, "holds label 6, which");
  refuses([&] { choose(items, numbered({}, 1), {.classes = {5}}, 0); }, "no labels");
  refuses([&] { choose(items, numbered({-3}, 1), {.classes = {5}}, 0); }, "no item of the classes");
  refuses([&] { choose(items, numbered({5}, 1), {.classes = {5}}, 2); }, "1 items of class 5, 2");
  Items images = table_items("the images", Points::Zero(6, 2), {{5, 5}}, ""), turned = images;
  images.height = turned.width = 2, images.width = turned.height = 3;
  refuses([&] { choose(images, turned, {}, 0); },
          "images of 3 x 2 pixels, but the images images of");
  refuses([&] { choose(items, images, {}, 0); }, "but the items points of 1 coordinates");
  refuses([] { numbered({1, 2}, 3); }, "has 3 points, but 2 labels");
}

TEST_CASE("labels: whole numbers only, exactly") {
  const Points whole{{-3, 0, 0x1p53 - 1}};
  CHECK(integer_labels("the labels", whole) == std::vector<Index>{-3, 0, (Index{1} << 53) - 1});
  for (const double bad : {0.5, 0x1p53, -1e300})
    CHECK_THROWS_WITH_AS(integer_labels("the labels", Points{{1, bad}}),
                         doctest::Contains("in row 1: labels are integers"), InputError);
  CHECK_THROWS_WITH_AS(integer_labels("the labels", Points::Zero(2, 2)),
                       doctest::Contains("have 2 columns, labels need 1"), InputError);
}

TEST_CASE("standardise: mean 0 and variance 1 over training, the same map for the test") {
  Split split{{random_points(4, 50, 71), {}, "a"}, {random_points(4, 7, 72), {}, "b"}};
  for (Dataset* data : {&split.training, &split.test}) {
    data->points.row(0) =
        data->points.row(0) * 3 + Eigen::RowVectorXd::Constant(data->count(), 1e6);
    data->points.row(1).setConstant(data == &split.test ? 5 : 0.1);
    data->points.row(2) *= 1e200;
  }
  const Split raw = split;
  standardise(split);
  const Points& x = split.training.points;
  CHECK(x.row(1).isZero(0));
  CHECK(split.test.points.row(1).isZero(0));
  for (const Index c : {0, 2, 3}) {
    // A mean is a double: of size 1e6 over a deviation of 3 it can be off by an ulp of 1e6.
    CHECK(std::abs(x.row(c).mean()) < (c == 0 ? 4e-11 : 1e-14));
    CHECK(x.row(c).squaredNorm() / 50 == doctest::Approx(1).epsilon(1e-13));
    // One affine map took all points: ratios of differences are kept across the two parts.
    const auto ratio = [c](const Split& s) {
      return (s.test.points(c, 0) - s.training.points(c, 0)) /
             (s.training.points(c, 1) - s.training.points(c, 0));
    };
    CHECK(ratio(split) == doctest::Approx(ratio(raw)).epsilon(1e-9));
  }
  CHECK(split.training.source == "a; standardised");
}
