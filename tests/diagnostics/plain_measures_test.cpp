// Theory's plain measures, by which runs are judged, against what runs measure.
#include "simclr_flow/theory/plain_measures.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/diagnostics/class_geometry.hpp"
#include "simclr_flow/diagnostics/linear_probe.hpp"
#include "simclr_flow/diagnostics/measures.hpp"
#include "simclr_flow/energy/alignment_uniformity.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// Labels 0, 1, 2, view after view; the last label has no latents of its own neighbourhood.
Partition labels_of(Index latents, Index views) {
  Partition labels;
  for (Index i = 0; i < latents; ++i) labels.push_back(static_cast<int>((i / views) % 3));
  return labels;
}

bool agree(double measured, const theory::PlainMeasure& plain) {
  return std::abs(measured - plain.value) <= 1e-12 * std::max(1.0, std::abs(plain.value));
}

}  // namespace

TEST_CASE("plain measures: those of random latents are what runs measure") {
  for (const Index d : {1, 2, 3, 5})
    for (const Index views : {1, 2, 3}) {
      CAPTURE(d);
      CAPTURE(views);
      const Points z = random_points(d, 24, static_cast<std::uint32_t>(7 + d));
      const Partition labels = labels_of(24, views);
      const State weights = views == 3 ? State{{0.5, 0.2, 0.3}} : State();
      CHECK(agree(measured_alignment(z, views, weights),
                  {theory::plain_alignment(z, views, weights)}));
      for (const double temperature : {1e-3, 0.2, 50.0})
        CHECK(agree(uniformity(z, temperature), {theory::plain_uniformity(z, temperature)}));
      CHECK(agree(eta_squared(z, labels), theory::plain_eta_squared(z, labels)));
      const auto plain = theory::plain_knn_accuracy(z, labels, views);
      CHECK(knn_accuracy(z, labels, views) == plain.value);
      CHECK(plain.rounding == 0);
      const Partition found = k_means(z, 3, 5);
      CHECK(adjusted_rand_index(found, labels) == theory::plain_rand_index(found, labels));
    }
}

TEST_CASE("plain measures: shares of latents are blind to scales that squares do not reach") {
  const Points z = random_points(2, 24, 9);
  const Partition labels = labels_of(24, 1);
  for (const double scale : {1e-300, 1e-158, 1e-142, 1e142, 1e300}) {
    CAPTURE(scale);
    const Points scaled = scale * z;
    CHECK(eta_squared(scaled, labels) == doctest::Approx(eta_squared(z, labels)).epsilon(1e-13));
    CHECK(agree(eta_squared(scaled, labels), theory::plain_eta_squared(scaled, labels)));
    CHECK(knn_accuracy(scaled, labels) == knn_accuracy(z, labels));
    CHECK(theory::plain_knn_accuracy(scaled, labels, 1).value == knn_accuracy(z, labels));
    CHECK(k_means(scaled, 3, 5) == k_means(z, 3, 5));
  }
}

TEST_CASE("plain measures: those of classes, by other code and fits without each sample") {
  for (const Index d : {1, 2, 3, 7})
    for (const Index views : {1, 2, 3})
      for (const double scale : {1.0, 1e-6, 1e3, 1e-236}) {
        CAPTURE(d);
        CAPTURE(views);
        CAPTURE(scale);
        const Partition labels = labels_of(36, views);
        Points z = random_points(d, 36, static_cast<std::uint32_t>(17 + d));
        for (Index i = 0; i < 36; ++i) z(0, i) += 2 * labels[static_cast<std::size_t>(i)];
        z *= scale;
        const auto probe = theory::plain_probe_accuracy(z, labels, views);
        CHECK(probe.rounding == 0);
        CHECK(probe_accuracy(z, labels, views) == probe.value);
        CHECK(probe.value > 0.4);
        const Points other = z.rowwise().reverse();
        const auto held_out = theory::plain_probe_accuracy_on(z, labels, other, labels);
        CHECK(held_out.rounding == 0);
        CHECK(probe_accuracy_on(z, labels, other, labels) == held_out.value);
        CHECK(agree(class_margin(z, labels) / scale,
                    {theory::plain_class_margin(z, labels).value / scale}));
        CHECK(agree(within_over_between(z, labels), theory::plain_within_over_between(z, labels)));
        CHECK(agree(simplex_deviation(z, labels), theory::plain_simplex_deviation(z, labels)));
        CHECK(theory::plain_simplex_deviation(z, labels).rounding < 1e-11);
      }
}

TEST_CASE("plain measures: those of classes that have collapsed are off by what is told") {
  const Points apart = random_points(2, 60, 3);
  const Partition labels = labels_of(60, 1);
  for (const double spread : {1e-4, 1e-9, 1e-15}) {
    CAPTURE(spread);
    const Points z = Points::Ones(2, 60) + spread * apart;
    const auto within = [&](double measured, const theory::PlainMeasure& plain) {
      return std::abs(measured - plain.value) <= 1e-9 * std::abs(plain.value) + plain.rounding;
    };
    CHECK(within(probe_accuracy(z, labels), theory::plain_probe_accuracy(z, labels, 1)));
    CHECK(within(class_margin(z, labels), theory::plain_class_margin(z, labels)));
    CHECK(within(within_over_between(z, labels), theory::plain_within_over_between(z, labels)));
    CHECK(within(simplex_deviation(z, labels), theory::plain_simplex_deviation(z, labels)));
  }
  CHECK(theory::plain_probe_accuracy(Points::Ones(2, 60), labels, 1).value ==
        probe_accuracy(Points::Ones(2, 60), labels));
}

TEST_CASE("plain measures: the probe in many dimensions, more than latents too") {
  for (const Index d : {30, 80, 130})
    for (const Index views : {1, 2}) {
      const Points z = random_points(d, 100, 6);
      const Partition labels = labels_of(100, views);
      CHECK(probe_accuracy(z, labels, views) ==
            theory::plain_probe_accuracy(z, labels, views).value);
    }
  CHECK(std::isnan(theory::plain_probe_accuracy(random_points(1001, 4, 6), {0, 1, 0, 1}, 1).value));
}

TEST_CASE("plain measures: of many samples the probe is asked of some, within its errors") {
  const Points z = random_points(20, 6000, 5);
  const Partition labels = labels_of(6000, 1);
  const auto plain = theory::plain_probe_accuracy(z, labels, 1);
  CHECK(plain.rounding > 0);
  CHECK(plain.rounding < 0.1);
  CHECK(std::abs(probe_accuracy(z, labels) - plain.value) < plain.rounding);
}

TEST_CASE("plain measures: values by hand") {
  const Points z{{0, 1, 10, 11}};
  const Partition labels{0, 0, 1, 1};
  // Variances: 1/4 within, 25 between.
  CHECK(theory::plain_eta_squared(z, labels).value == doctest::Approx(25 / 25.25));
  CHECK(theory::plain_eta_squared(Points::Ones(2, 4), labels).value == 0);
  CHECK(theory::plain_alignment(z, 2, State()) == doctest::Approx(1));
  CHECK(theory::plain_alignment(z, 2, State{{0.25, 0.75}}) == doctest::Approx(2 * 0.25 * 0.75));
  CHECK(theory::plain_uniformity(Points{{0, 3}}, 1.5) == doctest::Approx(-3));
  CHECK(theory::plain_rand_index({0, 0, 1, 1}, {1, 1, 0, 0}) == 1);
  CHECK(theory::plain_rand_index({0, 0, 0}, {2, 2, 2}) == 1);
  // Three others vote: two of them of another class.
  CHECK(theory::plain_knn_accuracy(z, labels, 1).value == 0);
}

TEST_CASE("plain measures: what rounding leaves open is told, and nothing else") {
  // Points of a simplex: all others are equally far, to rounding.
  const Points simplex = 0.1 * Points::Identity(8, 8) + Points::Constant(8, 8, 0.7);
  const Partition labels = labels_of(8, 1);
  // Five of seven vote. Labels 0 and 1 have two others of their own and may win or lose, 2 has one
  // and loses to 0, which has one vote at least.
  CHECK(theory::plain_knn_accuracy(simplex, labels, 1).rounding == 0.75);
  // Two are nearer: with a third of the tied ones, or without, they win.
  Points clustered = simplex;
  for (const Index i : {3, 6}) clustered.col(i) = clustered.col(0) + 1e-3 * clustered.col(i);
  CHECK(theory::plain_knn_accuracy(clustered.leftCols(7), {0, 1, 2, 0, 3, 4, 0}, 1).rounding == 0);
  CHECK(theory::plain_knn_accuracy(simplex, Partition(8, 0), 1).rounding == 0);
  // Equal latents are at distance 0 whatever the sum, and their order is told.
  CHECK(theory::plain_knn_accuracy(Points::Ones(3, 8), labels, 1).rounding == 0);
  CHECK(theory::plain_knn_accuracy(Points::Ones(3, 8), labels, 1).value ==
        knn_accuracy(Points::Ones(3, 8), labels));
  // Latents that coincide to rounding have means that are wrong by as much.
  const Points apart = random_points(2, 60, 3);
  const Points near = Points::Ones(2, 60) + 1e-15 * apart;
  CHECK(theory::plain_eta_squared(apart, labels_of(60, 1)).rounding < 1e-20);
  const auto collapsed = theory::plain_eta_squared(near, labels_of(60, 1));
  CHECK(std::abs(eta_squared(near, labels_of(60, 1)) - collapsed.value) <= collapsed.rounding);
  // One sample alone has no neighbours.
  CHECK(theory::plain_knn_accuracy(apart.leftCols(2), {1, 1}, 2).value ==
        knn_accuracy(apart.leftCols(2), {1, 1}, 2));
}
