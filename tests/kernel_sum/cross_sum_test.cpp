#include "simclr_flow/kernel_sum/cross_sum.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>

#include "simclr_flow/core/parallel_blocks.hpp"
#include "simclr_flow/energy/contrastive.hpp"
#include "simclr_flow/kernel_sum/kernel_sum.hpp"
#include "support/energy_samples.hpp"
#include "support/samples.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

/// A sum by its definition: K_i = sum_{j in J(i)} m_j k(u_i, v_j), group as in CrossSum::within.
struct WrittenSum {
  Profile profile;
  Points u, v;
  State mass;
  Index group = 0;

  double k(Index i, Index j) const {
    if (group > 0 && i / group == j / group) return 0;
    return mass[j] * std::exp(profile.exponent(0.5 * (u.col(i) - v.col(j)).squaredNorm()));
  }
  State potential() const {
    State sum = State::Zero(u.cols());
    for (Index i = 0; i < u.cols(); ++i)
      for (Index j = 0; j < v.cols(); ++j) sum[i] += k(i, j);
    return sum;
  }
  /// Adds the gradients of sum_i weights_i log K_i, and m_j d/dm_j of it.
  void add_gradient(const State& weights, Points& gu, Points& gv, State& influence) const {
    const State sum = potential();
    for (Index i = 0; i < u.cols(); ++i)
      for (Index j = 0; j < v.cols(); ++j) {
        const double share = weights[i] * k(i, j) / sum[i];
        const State r = u.col(i) - v.col(j);
        const State pull = share * profile.slope(0.5 * r.squaredNorm()) * r;
        gu.col(i) += pull;
        gv.col(j) -= pull;
        influence[j] += share;
      }
  }
};

CrossSum cross_sum(const WrittenSum& s) {
  const State log_mass = s.mass.array().log();
  return s.group > 0 ? CrossSum::within(s.profile, s.v, s.group, log_mass)
                     : CrossSum(s.profile, s.u, s.v, log_mass);
}

/// Between two clouds, and within one with groups of 1 and 3.
std::vector<WrittenSum> written_sums(Index d, Profile profile) {
  const State mass = (0.5 * random_state(53, 61)).array().exp();
  const Points u = random_points(d, 37, 62), v = random_points(d, 53, 63);
  return {{profile, u, v, mass}, {profile, v, v, mass, 1}, {profile, v, v, mass, 3}};
}

struct Evaluation {
  double value;
  Points gradient, product;
  State variation;
  bool operator==(const Evaluation&) const = default;
};

Evaluation evaluate(const Energy& energy, const Points& z, Index views, const State& mass) {
  Evaluation e{0, {}, Points(z.rows(), z.cols()), {}};
  e.value = energy.evaluate({z, views, &mass}, &e.gradient, &e.variation);
  energy.hessian_vector({z, views}, 0.5 * z, e.product);
  return e;
}

}  // namespace

TEST_CASE("cross sum: potentials, forces and influences are the written sums") {
  for (const KernelEntry& kernel : finite_kernels())
    for (const Index d : {1, 2, 3, 4, 5, 6, 9})
      for (const WrittenSum& written : written_sums(d, {kernel, 0.7})) {
        INFO(kernel.name, ", d = ", d, ", group ", written.group);
        const CrossSum sum = cross_sum(written);
        const State weights = random_state(sum.rows(), 64);
        CHECK((sum.log_potential() - State(written.potential().array().log())).norm() < 1e-13);
        Points gu = Points::Zero(d, sum.rows()), gv = Points::Zero(d, 53), hu = gu, hv = gv;
        State influence = State::Zero(53), unused = influence;
        sum.add_gradient([&](Index row, double) { return weights[row]; }, gu, gv);
        written.add_gradient(weights, hu, hv, unused);
        CHECK((gu - hu).norm() < 1e-12);
        CHECK((gv - hv).norm() < 1e-12);
        const State row_logs = weights.cwiseAbs().array().log() - sum.log_potential().array(),
                    response = sum.transposed(row_logs).log_potential().array().exp();
        written.add_gradient(weights.cwiseAbs(), hu, hv, influence);
        CHECK((response.cwiseProduct(written.mass) - influence).norm() < 1e-12);
      }
}

TEST_CASE("cross sum: the transform of charges of either sign") {
  for (const KernelEntry& kernel : finite_kernels())
    for (const WrittenSum& written : written_sums(3, {kernel, 0.7})) {
      const CrossSum sum = cross_sum(written);
      const State charges = random_state(53, 65), transform = sum.transform(charges);
      State expected = State::Zero(sum.rows());
      for (Index i = 0; i < sum.rows(); ++i)
        for (Index j = 0; j < 53; ++j) expected[i] += written.k(i, j) * charges[j];
      CHECK((transform - expected).norm() < 1e-13 * expected.norm());
    }
}

TEST_CASE("cross sum: rows without columns have the potential minus infinity and no force") {
  const Points z = random_points(2, 3, 66), nothing(2, 0);
  Points gradient = Points::Zero(2, 3), none(2, 0);
  for (const CrossSum& sum : {CrossSum::within(gauss(1), z, 3), CrossSum(gauss(1), z, nothing)}) {
    CHECK(sum.log_potential().maxCoeff() == -std::numeric_limits<double>::infinity());
    sum.add_gradient([](Index, double log_sum) { return std::exp(-log_sum); }, gradient,
                     sum.columns() ? gradient : none);
    CHECK(gradient.norm() == 0);
  }
  CHECK(CrossSum(gauss(1), nothing, z).log_potential().size() == 0);
}

TEST_CASE("cross sum: one pair at every exponent, through the ends of the vectorised sums") {
  for (const KernelEntry& kernel : kernels())
    for (double s = 1e-9; s < 1e5; s *= 1.03) {
      const Profile profile{kernel, 1};
      Points u(1, 1), v(1, 1), gu = Points::Zero(1, 1), gv = gu;
      u << 0;
      v << std::sqrt(2 * s);
      const CrossSum sum(profile, u, v);
      const double half_square = 0.5 * v(0, 0) * v(0, 0), exact = profile.exponent(half_square);
      // a kernel in doubles has the error of its exponent and 4e-16 of its own
      CHECK(std::abs(sum.log_potential()[0] - exact) <= 4e-16 * (1 + std::abs(exact)));
      sum.add_gradient([](Index, double) { return 1.0; }, gu, gv);
      CHECK(gu(0, 0) == doctest::Approx(-profile.slope(half_square) * v(0, 0)).epsilon(1e-15));
      CHECK(gv(0, 0) == doctest::Approx(-gu(0, 0)).epsilon(1e-15));
    }
}

TEST_CASE("cross sum: two kernels on either side of the smallest vectorised one") {
  Points u = Points::Zero(1, 1), v(1, 2);  // 2^-1020 is e^-707.01
  v << std::sqrt(2 * 706.9), std::sqrt(2 * 707.1);
  const double s0 = 0.5 * v(0, 0) * v(0, 0), s1 = 0.5 * v(0, 1) * v(0, 1);
  CHECK(CrossSum(gauss(1), u, v).log_potential()[0] ==
        doctest::Approx(-s0 + std::log1p(std::exp(s0 - s1))).epsilon(1e-15));
}

TEST_CASE("cross sum: weights over a thousand orders of magnitude") {
  Points u(1, 3), v(1, 3);
  u << 0, 40, 60;
  v << 0, 40, 60;
  State log_weights(3);
  log_weights << -1200, 0, 1200;  // 60 wins by weight where e^{-(60-z)^2/2} does not cost more
  const State potential = CrossSum(gauss(1), u, v, log_weights).log_potential();
  CHECK(potential[0] == doctest::Approx(1200 - 1800).epsilon(1e-15));
  CHECK(potential[1] == doctest::Approx(1200 - 200).epsilon(1e-15));
  CHECK(potential[2] == doctest::Approx(1200).epsilon(1e-15));
}

TEST_CASE("kernel sum: two phases are the two of the fused form") {
  const Points z = random_points(3, 200, 67);
  for (const auto negatives : {Negatives::all, Negatives::others, Negatives::other_samples,
                               Negatives::same_view, Negatives::cross}) {
    const KernelSum sum(gauss(0.2), negatives, 2);
    const State potential = sum.log_potential(z), weights = potential.array().exp();
    Points fused = Points::Zero(3, 200), phased = fused;
    sum.add_gradient(
        z, [](Index, double log_sum) { return std::exp(log_sum); }, fused);
    sum.add_force(z, weights, phased);
    CHECK((fused - phased).norm() <= 1e-15 * fused.norm());
    CHECK(fused.norm() > 0);
  }
}

TEST_CASE("kernel sum: results are bitwise the same on 1, 2 and 4 threads") {
  const Index threads = thread_count();
  const std::array<Index, 4> dimensions{1, 3, 7, 16};
  for (std::size_t e = 0; e < energies().size(); ++e)
    for (std::size_t k = 0; k < kernels().size(); ++k) {
      const EnergyEntry& entry = energies()[e];
      const KernelEntry& kernel = kernels()[k];
      const Index d = dimensions[(e + k) % dimensions.size()];
      INFO(entry.name, ", ", kernel.name, ", d = ", d);
      if (!takes_kernel(entry, {}, kernel, 2)) continue;
      const Points z = random_points(d, 400, 68);
      const State mass = State::Constant(400, 1.0 / 400);
      const auto energy = entry.make({kernel, 0.3});
      set_thread_count(1);
      const Evaluation alone = evaluate(*energy, z, 2, mass);
      for (const Index count : {2, 4}) {
        set_thread_count(count);
        CHECK(evaluate(*energy, z, 2, mass) == alone);
      }
    }
  set_thread_count(threads);
}

TEST_CASE("parallel blocks: blocks within blocks keep their slots apart") {
  const Index threads = thread_count();
  set_thread_count(4);
  std::vector<std::atomic<int>> busy(4);
  std::atomic<int> clashes = 0, inner = 0;
  parallel_blocks(64, [&](Index, Index slot) {
    clashes += busy[static_cast<std::size_t>(slot)]++;
    parallel_blocks(64, [&](Index, Index) { ++inner; });
    --busy[static_cast<std::size_t>(slot)];
  });
  CHECK(clashes == 0);
  CHECK(inner == 64 * 64);
  for (const Index count : {Index(0), Index(-1), Index(1) << 40})
    CHECK_THROWS_WITH_AS(set_thread_count(count), doctest::Contains("allowed: 1 to 1024"),
                         InputError);
  CHECK(thread_count() == 4);
  set_thread_count(threads);
}

TEST_CASE("parallel blocks: every block once, slots apart, exceptions reach the caller") {
  const Index threads = thread_count();
  set_thread_count(4);
  std::vector<int> visits(100);
  std::vector<std::atomic<int>> busy(4);
  parallel_blocks(100, [&](Index block, Index slot) {
    CHECK(busy[static_cast<std::size_t>(slot)]++ == 0);
    ++visits[static_cast<std::size_t>(block)];
    --busy[static_cast<std::size_t>(slot)];
  });
  CHECK(visits == std::vector<int>(100, 1));
  CHECK_THROWS_AS(parallel_blocks(9,
                                  [](Index block, Index) {
                                    if (block == 5) throw InputError("x");
                                  }),
                  InputError);
  set_thread_count(threads);
}

TEST_CASE("cross sum: potentials along directions are the written ones, far apart too") {
  for (const KernelEntry& kernel : kernels())
    for (const double apart : {0.0, 60.0}) {
      const Profile profile{kernel, 0.5};
      const Points u = random_points(2, 5, 81),
                   v = (random_points(2, 9, 82).array() + apart).matrix(),
                   du = random_points(2, 5, 83), dv = random_points(2, 9, 84);
      const State logs = random_state(9, 85), logs_dot = random_state(9, 86);
      const auto found = CrossSum(profile, u, v, logs).potential_along(du, dv, logs_dot);
      for (Index i = 0; i < 5; ++i) {
        State terms(9), dots(9);
        for (Index j = 0; j < 9; ++j) {
          const State r = v.col(j) - u.col(i);
          terms[j] = logs[j] + profile.exponent(r.squaredNorm() / 2);
          dots[j] = logs_dot[j] + profile.slope(r.squaredNorm() / 2) * r.dot(dv.col(j) - du.col(i));
        }
        const double largest = terms.maxCoeff();
        const State share = (terms.array() - largest).exp();
        INFO(kernel.name, ", row ", i, ", apart ", apart);
        CHECK(found.log_sum[i] == doctest::Approx(largest + std::log(share.sum())).epsilon(1e-12));
        CHECK(found.log_sum_dot[i] ==
              doctest::Approx(share.dot(dots) / share.sum()).epsilon(1e-12));
      }
    }
}

TEST_CASE("cross sum: gradients along directions of weights have their derivative, far apart too") {
  for (const KernelEntry& kernel : kernels())
    for (const double apart : {0.0, 30.0}) {
      const Profile profile{kernel, 0.5};
      const Points u = random_points(2, 5, 81),
                   v = (random_points(2, 9, 82).array() + apart).matrix();
      const State logs = random_state(9, 85), logs_dot = random_state(9, 86);
      const auto forces = [&](double e) {
        Points rows = Points::Zero(2, 5), columns = Points::Zero(2, 9);
        CrossSum(profile, u, v, logs + e * logs_dot)
            .add_gradient([](Index, double log_sum) { return log_sum; }, rows, columns);
        return columns;
      };
      Points rows = Points::Zero(2, 5), columns = Points::Zero(2, 9);
      CrossSum(profile, u, v, logs)
          .add_hessian_vector(
              Points::Zero(2, 5), Points::Zero(2, 9),
              [](Index, double log_sum, double log_sum_dot) {
                return CrossSum::RowResponse{log_sum, log_sum_dot};
              },
              rows, columns, logs_dot);
      const double h = 1e-5;
      INFO(kernel.name, ", apart ", apart);
      CHECK(((forces(h) - forces(-h)) / (2 * h) - columns).norm() < 1e-8 * columns.norm());
    }
}
