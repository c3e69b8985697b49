// Energies with positives other than the views of a sample.
#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/energy/energy_laws.hpp"
#include "simclr_flow/energy/positives.hpp"
#include "simclr_flow/theory/pair_pass.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "support/energy_samples.hpp"
#include "support/kernels.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;
using theory::PlainPositives;

namespace {

/// Positives as the energy has them, and once more as plain lists.
struct PositivesCase {
  std::string label;
  Positives positives;
  PlainPositives plain;
};

/// Classes 0 0 0 ... 1 1 1 ..., one of them larger.
std::vector<int> labels_of(Index samples) {
  std::vector<int> labels;
  for (Index i = 0; i < samples; ++i) labels.push_back(3 * i < samples ? 4 : -7);
  return labels;
}

/// Three weights a sample, of no symmetry; the first sample has itself alone.
PositivesCase weights_of(Index samples) {
  std::vector<Positives::Weight> weights{{0, 0, 2}};
  std::vector<PlainPositives::Row> rows{{{0, 2}}};
  for (Index i = 1; i < samples; ++i) {
    rows.emplace_back();
    for (Index k = 0; k < std::min<Index>(3, samples); ++k) {
      const Index j = (i * i + k) % samples;
      const double w = 0.3 + 0.1 * static_cast<double>(i) + static_cast<double>(k);
      weights.push_back({i, j, w});
      rows.back().emplace_back(j, w);
    }
  }
  std::ranges::reverse(weights);
  return {"weights", Positives::of_weights(samples, weights), PlainPositives::of_weights(rows)};
}

std::vector<PositivesCase> cases(Index samples) {
  const std::vector<int> labels = labels_of(samples);
  std::vector<bool> known, held_back;
  for (Index i = 0; i < samples; ++i) {
    known.push_back(i % 3 != 1);
    held_back.push_back(i % 3 == 1);
  }
  return {
      {"labels", Positives::of_labels(labels), PlainPositives::of_labels(labels)},
      {"semi", Positives::of_labels(labels, known), PlainPositives::of_labels(labels, held_back)},
      weights_of(samples)};
}

Points views_apart(Index d, Index views, Index count = 12) {
  Points z = random_points(d, count, 5);
  for (Index i = 0; i < count; ++i) z.col(i) = z.col(i - i % views) + 0.3 * z.col(i);
  return z;
}

State unequal_masses(Index count) {
  const State w = (0.5 * random_state(count, 13)).array().exp();
  return w / w.sum();
}

/// Every energy with positive pairs; made of parts, too.
std::vector<EnergySample> samples_with_pairs() {
  std::vector<EnergySample> found;
  for (const EnergySample& sample : energy_samples())
    if (sample.make(gauss(0.5))->takes_positives()) found.push_back(sample);
  return found;
}

double value(const Energy& energy, const Points& z, Index views, const Positives* positives) {
  return energy.evaluate({z, views, nullptr, nullptr, positives}, nullptr);
}

/// Value, gradient and first variation.
struct Whole {
  double value;
  Points gradient;
  State variation;
};
Whole whole(const Energy& energy, const Points& z, Index views, const Positives* positives) {
  Whole found;
  found.value =
      energy.evaluate({z, views, nullptr, nullptr, positives}, &found.gradient, &found.variation);
  return found;
}
void check_same(const Whole& a, const Whole& b, double tolerance) {
  CHECK(std::abs(a.value - b.value) <= tolerance * std::max(1.0, std::abs(b.value)));
  CHECK((a.gradient - b.gradient).norm() <= tolerance * std::max(1.0, b.gradient.norm()));
  CHECK((a.variation - b.variation).norm() <= tolerance * std::max(1.0, b.variation.norm()));
}

}  // namespace

TEST_CASE("positives: the laws of energies, for every preset and kind, with 1, 2 and 3 views") {
  for (const EnergySample& sample : samples_with_pairs())
    for (const Index views : {1, 2, 3})
      for (const PositivesCase& c : cases(12 / views)) {
        INFO(sample.label, ", ", c.label, ", ", views, " views");
        const auto energy = sample.make(gauss(0.4));
        CHECK(broken_law(*energy, views_apart(3, views), views, &c.positives) == "");
      }
}

TEST_CASE("positives: every energy agrees with its plain sum, with masses too") {
  for (const EnergySample& sample : samples_with_pairs())
    for (const KernelEntry& kernel : kernels())
      for (const Index views : {1, 2, 3})
        for (const PositivesCase& c : cases(12 / views)) {
          INFO(sample.label, ", ", kernel.name, ", ", c.label, ", ", views, " views");
          if (!takes_kernel(sample, kernel, views) ||
              !sample.make({kernel, 0.4})->takes_positives())
            continue;
          const Points z = views_apart(3, views);
          const State mass = unequal_masses(12);
          const theory::PlainTerms plain = sample.plain(kernel, 0.4, &c.plain);
          const auto energy = sample.make({kernel, 0.4});
          for (const State* p : {static_cast<const State*>(nullptr), &mass}) {
            Points gradient;
            const double value = energy->evaluate({z, views, p, nullptr, &c.positives}, &gradient);
            const theory::PlainSum sum = theory::plain_sum(plain, z, views, p);
            CHECK(std::abs(value - sum.value) <= 1e-13 * sum.value_scale);
            CHECK((gradient - sum.gradient).norm() <= 1e-13 * sum.gradient_scale);
          }
        }
}

TEST_CASE("positives: one wrong label, or a forgotten one, is seen by the plain sum") {
  const Points z = views_apart(3, 2);
  const std::vector<int> labels = labels_of(6);
  std::vector<int> wrong = labels;
  wrong[1] = labels[5];
  const PlainPositives right = PlainPositives::of_labels(labels);
  for (const EnergySample& sample : samples_with_pairs()) {
    INFO(sample.label);
    const theory::PlainTerms plain = sample.plain(entry(kernels(), "gauss"), 0.4, &right);
    const double stated = theory::plain_sum(plain, z, 2).value;
    const auto energy = sample.make(gauss(0.4));
    for (const Positives& planted :
         {Positives::of_labels(wrong),
          Positives::of_labels(labels, {true, false, true, true, true, true})})
      CHECK(std::abs(value(*energy, z, 2, &planted) - stated) > 1e-3);
  }
}

TEST_CASE("positives: passes over many pairs agree with plain sums within their bounds") {
  for (const EnergySample& sample : samples_with_pairs())
    for (const Index views : {1, 2})
      for (const PositivesCase& c : cases(60 / views)) {
        INFO(sample.label, ", ", c.label, ", ", views, " views");
        const Points z = views_apart(3, views, 60);
        const theory::PlainTerms energy = sample.plain(entry(kernels(), "gauss"), 0.4, &c.plain);
        const theory::PlainSum fast = theory::pair_pass(energy, z, views).sum,
                               plain = theory::plain_sum(energy, z, views);
        CHECK(std::abs(fast.value - plain.value) <= fast.value_rounding + 1e-16);
        CHECK((fast.gradient - plain.gradient).colwise().norm().maxCoeff() <=
              fast.gradient_rounding + 1e-18);
      }
}

TEST_CASE("positives: labels of no sample are views, of all samples labels, and the views too") {
  const std::vector<int> labels = labels_of(6);
  for (const EnergySample& sample : samples_with_pairs())
    for (const Index views : {1, 2, 3}) {
      INFO(sample.label, ", ", views, " views");
      const Points z = views_apart(3, views, 6 * views);
      const auto energy = sample.make(gauss(0.4));
      const Positives none = Positives::of_labels(labels, std::vector<bool>(6, false)),
                      all = Positives::of_labels(labels, std::vector<bool>(6, true)),
                      supervised = Positives::of_labels(labels);
      const Whole by_views = whole(*energy, z, views, nullptr);
      check_same(whole(*energy, z, views, &none), by_views, 1e-13);
      check_same(whole(*energy, z, views, &all), whole(*energy, z, views, &supervised), 1e-13);
      // ... which are two things
      CHECK(std::abs(value(*energy, z, views, &supervised) - by_views.value) > 1e-3);
    }
}

TEST_CASE("positives: of one class each, labels are classes as samples and members as views") {
  // 3 classes of 4 latents in a row; the negatives of these are not those of samples and views
  const Points z = views_apart(3, 4);
  std::vector<int> labels;
  for (Index i = 0; i < 12; ++i) labels.push_back(static_cast<int>(i / 4));
  const Positives supervised = Positives::of_labels(labels);
  for (const char* name :
       {"simclr", "simclr-noself", "nt-xent", "info-nce", "linear", "alignment"}) {
    INFO(name);
    const auto energy = entry(energies(), name).make(gauss(0.4));
    check_same(whole(*energy, z, 1, &supervised), whole(*energy, z, 4, nullptr), 1e-13);
  }
  // dcl and dhel leave out the own sample, which is a class there and a latent here
  for (const char* name : {"dcl", "dhel"}) {
    const auto energy = entry(energies(), name).make(gauss(0.4));
    CHECK(std::abs(value(*energy, z, 1, &supervised) - value(*energy, z, 4, nullptr)) > 1e-3);
  }
}

TEST_CASE("positives: samples of labels with views are single latents with those labels") {
  const Points z = views_apart(3, 2);
  const std::vector<int> labels{0, 0, 1, 1, 1, 0};
  std::vector<int> of_latents;
  for (const int label : labels) of_latents.insert(of_latents.end(), 2, label);
  const Positives samples = Positives::of_labels(labels),
                  singles = Positives::of_labels(of_latents);
  const auto energy = make_nt_xent(gauss(0.4));
  check_same(whole(*energy, z, 2, &samples), whole(*energy, z, 1, &singles), 1e-14);
}

TEST_CASE("positives: nt-xent of labels is the supervised contrastive loss, by its definition") {
  // pytorch-metric-learning's SupConLoss on six unit vectors at temperature .1
  const double degrees[] = {0, 10, 20, 50, 60, 80}, pi = std::acos(-1.0);
  Points z(2, 6);
  for (Index i = 0; i < 6; ++i)
    z.col(i) << std::cos(degrees[i] * pi / 180), std::sin(degrees[i] * pi / 180);
  const Positives classes = Positives::of_labels({0, 0, 0, 1, 1, 1});
  CHECK(value(*make_nt_xent(gauss(0.1)), z, 1, &classes) ==
        doctest::Approx(0.8649335542326732).epsilon(1e-14));
  double sum = 0;
  for (Index i = 0; i < 6; ++i)
    for (Index p = 0; p < 6; ++p) {
      if (p == i || p / 3 != i / 3) continue;
      double others = 0;
      for (Index a = 0; a < 6; ++a)
        if (a != i) others += std::exp(z.col(i).dot(z.col(a)) / 0.1);
      sum -= std::log(std::exp(z.col(i).dot(z.col(p)) / 0.1) / others) / 12;
    }
  CHECK(sum == doctest::Approx(0.8649335542326732).epsilon(1e-14));
}

TEST_CASE("positives: weights of 1 within classes are labels, weights to oneself alone are views") {
  const Points z = views_apart(2, 3);
  const std::vector<int> labels{5, 1, 5, 1};
  std::vector<Positives::Weight> within, own;
  for (Index i = 0; i < 4; ++i) {
    own.push_back({i, i, 0.1 + static_cast<double>(i)});  // rows are normalised
    for (Index j = 0; j < 4; ++j)
      if ((i - j) % 2 == 0) within.push_back({i, j, 7});
  }
  const Positives by_labels = Positives::of_labels(labels),
                  by_weights = Positives::of_weights(4, within),
                  by_own = Positives::of_weights(4, own);
  for (const EnergySample& sample : samples_with_pairs()) {
    INFO(sample.label);
    const auto energy = sample.make(gauss(0.4));
    check_same(whole(*energy, z, 3, &by_weights), whole(*energy, z, 3, &by_labels), 1e-14);
    check_same(whole(*energy, z, 3, &by_own), whole(*energy, z, 3, nullptr), 1e-14);
  }
}

TEST_CASE("positives: views by quadrature, of which labels take all, themselves included") {
  const State weights = (State(3) << 0.2, 0.5, 0.3).finished();
  const Points z = views_apart(2, 3);
  for (const char* name : {"simclr", "linear", "alignment"})
    for (const PositivesCase& c : cases(4)) {
      INFO(name, ", ", c.label);
      const auto energy = entry(energies(), name).make(gauss(0.4));
      theory::PlainEnergy plain{name, "gauss", 0.4};
      plain.positives = &c.plain;
      Points gradient;
      const double value = energy->evaluate({z, 3, nullptr, &weights, &c.positives}, &gradient);
      for (const theory::PlainSum& sum : {theory::plain_sum_by_quadrature(plain, z, weights),
                                          theory::pair_pass(plain, z, 3, weights).sum}) {
        CHECK(value == doctest::Approx(sum.value).epsilon(1e-13));
        CHECK((gradient - sum.gradient).norm() < 1e-13 * sum.gradient_scale);
      }
    }
}

TEST_CASE(
    "positives: of a batch, labels are those of its samples, and what is left alone is its own") {
  const Positives all = Positives::of_labels({3, 1, 3, 3, 2, 1});
  const Positives batch = all.among({5, 0, 4, 3});  // labels 1, 3, 2, 3
  CHECK(batch.samples() == 4);
  const std::vector<std::vector<Index>> wanted{{0}, {1, 3}, {2}, {1, 3}};
  for (Index i = 0; i < 4; ++i) {
    std::vector<Index> found;
    for (const auto& [sample, weight] : batch.row(i)) found.push_back(sample);
    CHECK(found == wanted[static_cast<std::size_t>(i)]);
  }
  const Positives chain = Positives::of_weights(3, {{0, 1, 2.0}, {1, 2, 3.0}, {2, 0, 1.0}});
  const Positives pair = chain.among({2, 1});
  CHECK(pair.row(0)[0].sample == 0);  // sample 2, whose partner 0 is not there
  CHECK(pair.row(1)[0].sample == 0);
  CHECK(pair.others(1) == 3);
}

TEST_CASE("positives: weights that are none are refused in a sentence") {
  const auto refused = [](std::vector<Positives::Weight> weights, const char* words) {
    weights.push_back({0, 1, 1});
    weights.push_back({1, 0, 1});
    CHECK_THROWS_WITH_AS(Positives::of_weights(2, weights), doctest::Contains(words), InputError);
  };
  refused({{0, 2, 1}}, "beyond the 2 there are");
  refused({{-1, 0, 1}}, "beyond the 2 there are");
  refused({{0, 0, -1}}, "must be 0, or from 1e-100 to 1e100");
  refused({{0, 0, 1e-200}}, "from 1e-100");
  refused({{0, 0, 1e308}}, "to 1e100");
  refused({{0, 0, std::nan("")}}, "must be 0, or");
  refused({{0, 1, 5}}, "two weights");
  CHECK_THROWS_WITH_AS(Positives::of_weights(3, {{0, 1, 1}, {2, 1, 0}, {1, 0, 1}}),
                       doctest::Contains("sample 2 has no weight above 0"), InputError);
}

TEST_CASE("positives: energies of all pairs take none, and laws are told so") {
  const Positives classes = Positives::of_labels({0, 0, 1, 1, 1, 0});
  const auto energy = entry(energies(), "uniformity").make(gauss(0.4));
  CHECK_FALSE(energy->takes_positives());
  CHECK_THROWS_WITH_AS(broken_law(*energy, views_apart(3, 2), 2, &classes),
                       doctest::Contains("no positive pairs"), InputError);
  CHECK_THROWS_WITH_AS(broken_law(*make_nt_xent(gauss(0.4)), views_apart(3, 1), 1, &classes),
                       doctest::Contains("positives of 6 samples, there are 12"), InputError);
}

TEST_CASE("positives: many pairs in stripes, by plain sums, differences, and 1, 2, 3 threads") {
  const Index threads = thread_count(), samples = 210;
  const std::vector<int> labels = labels_of(samples);
  const Positives positives = Positives::of_labels(labels);
  const PlainPositives plain_positives = PlainPositives::of_labels(labels);
  REQUIRE(positives.pairs() > 20000);
  const Points z = random_points(3, samples, 5), dz = random_points(3, samples, 6);
  const auto energy = make_nt_xent(gauss(0.5));
  const auto gradient_at = [&](const Points& at) {
    return whole(*energy, at, 1, &positives).gradient;
  };
  const Whole found = whole(*energy, z, 1, &positives);
  theory::PlainEnergy plain{.preset = "nt-xent", .temperature = 0.5};
  plain.positives = &plain_positives;
  const theory::PlainSum sum = theory::plain_sum(plain, z, 1, nullptr);
  CHECK(std::abs(found.value - sum.value) <= 1e-13 * sum.value_scale);
  CHECK((found.gradient - sum.gradient).norm() <= 1e-13 * sum.gradient_scale);
  CHECK(value(*energy, z, 1, &positives) == doctest::Approx(found.value).epsilon(1e-14));
  Points product(3, samples);
  const double step = 1e-5;
  energy->hessian_vector({z, 1, nullptr, nullptr, &positives}, dz, product);
  const Points difference = (gradient_at(z + step * dz) - gradient_at(z - step * dz)) / (2 * step);
  CHECK((product - difference).norm() <= 1e-8 * product.norm());
  for (const Index count : {1, 2, 3}) {
    set_thread_count(count);
    CHECK(gradient_at(z) == found.gradient);
    Points again(3, samples);
    energy->hessian_vector({z, 1, nullptr, nullptr, &positives}, dz, again);
    CHECK(again == product);
  }
  set_thread_count(threads);
}
