#include "simclr_flow/diagnostics/kernel_measures.hpp"

#include <doctest/doctest.h>

#include "simclr_flow/core/orthogonal_bases.hpp"
#include "simclr_flow/core/symmetric_eigen.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// A positive definite matrix.
Points sample_kernel(Index rows, std::uint32_t substream) {
  const Points j = random_points(rows, rows + 3, substream);
  return j * j.transpose();
}

/// H ⊗ Id, H = Id - 11^T/N.
Points centring(Index latents, Index q) {
  Points h = Points::Identity(latents * q, latents * q);
  for (Index i = 0; i < latents; ++i)
    for (Index j = 0; j < latents; ++j)
      for (Index c = 0; c < q; ++c) h(i * q + c, j * q + c) -= 1.0 / static_cast<double>(latents);
  return h;
}

Points plain_centred(const Points& theta, Index latents) {
  const Points h = centring(latents, theta.rows() / latents);
  return h * theta * h / static_cast<double>(latents);
}

State plain_eigenvalues(const Points& a) { return symmetric_eigenvalues(a).reverse(); }

/// P_b: to the span of the centred indicators of three clusters, one output each.
Points plain_projection(const Partition& labels, Index q) {
  const auto n = static_cast<Index>(labels.size());
  Points indicators = Points::Zero(n * q, 3 * q);
  for (Index i = 0; i < n; ++i)
    for (Index c = 0; c < q; ++c)
      indicators(i * q + c, labels[static_cast<std::size_t>(i)] * q + c) = 1;
  const Points span = orthonormal_span(centring(n, q) * indicators, 1e-9);
  return span * span.transpose();
}

}  // namespace

TEST_CASE("kernel measures: drift is relative to the start, in the Frobenius norm") {
  Points start(2, 2), moved(2, 2);
  start << 3, 0, 0, 4;
  moved << 3, 1, 2, 2;
  CHECK(kernel_drift(moved, start) == doctest::Approx(3.0 / 5).epsilon(1e-15));
  CHECK(kernel_drift(start, start) == 0);
}

TEST_CASE("kernel measures: leading modes are those of the written matrix") {
  for (const Index q : {Index{1}, Index{3}}) {
    const Points theta = sample_kernel(7 * q, 81), a = plain_centred(theta, 7);
    const Modes modes = leading_modes(theta, 7, 5);
    CHECK((modes.values - plain_eigenvalues(a).head(5)).norm() < 1e-12 * modes.values[0]);
    CHECK((a * modes.vectors - modes.vectors * modes.values.asDiagonal()).norm() <
          1e-12 * modes.values[0]);
    CHECK((modes.vectors.transpose() * modes.vectors - Points::Identity(5, 5)).norm() < 1e-12);
  }
}

TEST_CASE("kernel measures: large kernels have their modes by iterated subspaces") {
  const Points x = random_points(2, 400, 82);
  const Points theta = infinite_width_tangent_kernel({}, x, 1).matrix();
  const Points a = plain_centred(theta, 400);
  const Modes modes = leading_modes(theta, 400, 8);
  CHECK((modes.values - plain_eigenvalues(a).head(8)).norm() < 1e-10 * modes.values[0]);
  CHECK((a * modes.vectors - modes.vectors * modes.values.asDiagonal()).norm() <
        1e-9 * modes.values[0]);
  CHECK((modes.vectors.transpose() * modes.vectors - Points::Identity(8, 8)).norm() < 1e-12);
}

TEST_CASE("kernel measures: cluster shares are those of the written projection") {
  const Partition labels{0, 1, 2, 0, 1, 1, 2};
  for (const Index q : {Index{1}, Index{2}}) {
    const Points v = leading_modes(sample_kernel(7 * q, 83), 7, 4).vectors;
    const Points projection = plain_projection(labels, q);
    const State shares = cluster_shares(v, labels);
    for (Index r = 0; r < v.cols(); ++r)
      CHECK(shares[r] == doctest::Approx((projection * v.col(r)).squaredNorm()).epsilon(1e-11));
  }
  State between = State::Zero(7);  // constant on clusters, mean 0
  for (std::size_t i = 0; i < 7; ++i) between[static_cast<Index>(i)] = labels[i] == 1 ? 4 : -3;
  CHECK(cluster_shares(between.normalized(), labels)[0] == doctest::Approx(1).epsilon(1e-14));
}

TEST_CASE("kernel measures: distances of a Jacobian's kernel are norms of its differences") {
  const Points jacobian = random_points(6, 11, 84);  // three latents of two outputs
  const State squares = squared_distances(jacobian * jacobian.transpose(), 3);
  Index pair = 0;
  for (Index i = 0; i < 3; ++i)
    for (Index j = i + 1; j < 3; ++j) {
      const Points difference = jacobian.middleRows(2 * i, 2) - jacobian.middleRows(2 * j, 2);
      const double square = symmetric_eigenvalues(difference * difference.transpose())[1];
      CHECK(squares[pair++] == doctest::Approx(square).epsilon(1e-12));
    }
  const State same = squared_distances(Points::Constant(2, 2, 7), 2);  // equal inputs
  CHECK(same[0] == 7e-14);
}

TEST_CASE("kernel measures: persistence is the largest ratio of pairs") {
  const Points start = random_points(2, 4, 86), y = random_points(2, 4, 87);
  State squares(6);
  squares << 1, 2, 3, 4, 5, 6;
  double largest = 0;
  Index pair = 0;
  for (Index i = 0; i < 4; ++i)
    for (Index j = i + 1; j < 4; ++j) {
      const State moved = y.col(i) - y.col(j) - start.col(i) + start.col(j);
      largest = std::max(largest, moved.norm() / (std::sqrt(squares[pair++]) * std::sqrt(0.5 * 8)));
    }
  CHECK(persistence(y, start, squares, 0.5, 8) == doctest::Approx(largest).epsilon(1e-14));
  CHECK(persistence(y, start, squares, 0.5, 1e-14) == 0);
}

TEST_CASE("kernel measures: series are those that a flow has something to tell by") {
  const auto names = [](const KernelScope& scope) {
    std::string all;
    for (const auto& [name, width] : kernel_series(scope))
      all += fmt::format("{}:{} ", name, width);
    return all;
  };
  CHECK(names({.latents = 20, .frozen = true}) == "kernel_eigenvalues:8 persistence:0 ");
  CHECK(names({.latents = 5, .integrates = false, .classes = 4}) ==
        "kernel_drift:0 kernel_eigenvalues:5 kernel_alignment:3 ");
  CHECK(names({.latents = 20, .classes = 1}) ==
        "kernel_drift:0 kernel_eigenvalues:8 persistence:0 ");
  CHECK(names({.latents = 4000, .frozen = true}) != "");
  CHECK(names({.latents = 4001, .frozen = true}) == "");
  CHECK(names({.latents = 2001, .outputs = 2, .frozen = true}) == "");
  CHECK(names({}) == "");
}

TEST_CASE("kernel measures: the largest distances are remembered, over a checkpoint too") {
  const KernelScope scope{.latents = 3};
  const Points start = random_points(1, 3, 88), y = random_points(1, 3, 89);
  const Points small = sample_kernel(3, 90), large = 9 * small;
  const auto last = [](const State& row) { return row[row.size() - 1]; };
  KernelMeasures whole(scope, {}), fresh(scope, {}), resumed(scope, {});
  for (KernelMeasures* one : {&whole, &fresh}) one->start(start, 1, small);
  CHECK(last(whole.measure(0, 1, start, start, small)) == 0);
  whole.measure(1, 0.5, y, y, large);
  Archive saved;
  whole.archive(saved);
  Archive loaded(saved.bytes());
  resumed.archive(loaded);
  CHECK_FALSE(resumed.has_started());
  resumed.start(start, 1, small);
  const State row = whole.measure(2, 0.25, y, y, small);
  CHECK(resumed.measure(2, 0.25, y, y, small) == row);
  CHECK(last(fresh.measure(2, 0.25, y, y, small)) == doctest::Approx(3 * last(row)).epsilon(1e-12));
  Archive at_start;
  fresh.archive(at_start);
  CHECK(at_start.bytes().size() == saved.bytes().size());
}
