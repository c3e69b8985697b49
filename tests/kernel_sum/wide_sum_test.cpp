// Sums by inner products: their errors where they are taken, and where they must not be.
#include "kernel_sum/wide_sum.hpp"

#include <doctest/doctest.h>

#include <set>

#include "kernel_sum/wide_walk.hpp"
#include "simclr_flow/kernel_sum/kernel_sum.hpp"
#include "simclr_flow/theory/plain_sum.hpp"
#include "support/kernels.hpp"
#include "support/samples.hpp"
#include "support/wide_clouds.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

PairData cross_data(const Profile& profile, const Points& u, const Points& v) {
  return PairData({profile, std::make_shared<ScratchPoints>(u), std::make_shared<ScratchPoints>(v),
                   State(), false, 0});
}

/// L_i by their definition in long double, without the self pair.
State plain_potential(const Points& z, double tau) {
  State all(z.cols());
  for (Index i = 0; i < z.cols(); ++i) {
    long double sum = 0;
    for (Index j = 0; j < z.cols(); ++j)
      if (j != i)
        sum +=
            std::exp(-(z.col(i).cast<long double>() - z.col(j).cast<long double>()).squaredNorm() /
                     (2 * static_cast<long double>(tau)));
    all[i] = static_cast<double>(std::log(sum));
  }
  return all;
}

}  // namespace

TEST_CASE("wide sum: errors in clouds with twins and clusters, and where parts meet in rounds") {
  for (const KernelEntry& kernel : vector_kernels()) {
    for (const Index d : {8, 33}) {
      const std::vector<WideCloud> all = wide_clouds(d);
      for (std::size_t k = 0; k < all.size(); k += 6) check_cloud(kernel, all[k]);
    }
    check_cloud(kernel, {"in parts", 0.1, on_sphere(10, 410)});
    check_cloud(kernel, {"twins in parts", 0.1, doubled(on_sphere(10, 205), 1e-7)});
  }
}

TEST_CASE("wide sum: rows and columns that are two clouds, with twins among them") {
  for (const KernelEntry& kernel : vector_kernels())
    for (const Index columns : {130, 810}) {
      INFO(kernel.name, ", ", columns, " columns");
      const Points v = on_sphere(33, columns);
      Points u = on_sphere(33, 437).rowwise().reverse();
      u.leftCols(3) = v.leftCols(3).array() + 1e-9;
      const Profile profile{kernel, 0.1};
      CHECK(WidePoints::of(cross_data(profile, u, v)));
      const State weights = random_state(437, 107);
      Points gu = Points::Zero(33, 437), gv = Points::Zero(33, columns), hu = gu, hv = gv;
      const CrossSum sum(profile, u, v);
      sum.add_gradient([&](Index row, double) { return weights[row]; }, gu, gv);
      const State potential = sum.log_potential();
      double scale = 0;
      for (Index i = 0; i < 437; ++i) {
        State k(columns);
        for (Index j = 0; j < columns; ++j)
          k[j] = std::exp(profile.exponent((u.col(i) - v.col(j)).squaredNorm() / 2));
        CHECK(potential[i] == doctest::Approx(std::log(k.sum())).epsilon(1e-13));
        for (Index j = 0; j < columns; ++j) {
          const State r = u.col(i) - v.col(j);
          const State pull = weights[i] * k[j] / k.sum() * profile.slope(r.squaredNorm() / 2) * r;
          hu.col(i) += pull;
          hv.col(j) -= pull;
          scale += pull.norm();
        }
      }
      CHECK((gu - hu).cwiseAbs().maxCoeff() <= 1e-13 * scale / 5);
      CHECK((gv - hv).cwiseAbs().maxCoeff() <= 1e-13 * scale / 5);
    }
}

TEST_CASE("wide sum: one array for both gradients, or two whose sum it is") {
  const Points z = doubled(on_sphere(12, 205), 1e-6);
  for (const KernelEntry& kernel : vector_kernels())
    for (const Index group : {0, 1, 2, 3}) {
      INFO(kernel.name, ", group ", group);
      const State logs = random_state(410, 108), weights = random_state(410, 109);
      const CrossSum sum = CrossSum::within({kernel, 0.1}, z, group, logs);
      const State potential = sum.log_potential();
      std::vector<int> asked(410);
      const auto weight = [&](Index row, double log_sum) {
        ++asked[static_cast<std::size_t>(row)];
        CHECK(log_sum == potential[row]);
        return weights[row];
      };
      Points one = Points::Zero(12, 410), rows = one, columns = one;
      sum.add_gradient(weight, one, one);
      CHECK(asked == std::vector<int>(410, 1));
      sum.add_gradient(weight, rows, columns);
      CHECK((one - rows - columns).norm() <= 1e-13 * (rows.norm() + columns.norm()));
      CHECK(rows.norm() > 0);
    }
}

TEST_CASE("wide sum: masses that vanish or nearly, weights near the ends of the doubles") {
  const Points z = on_sphere(65, 20);
  State logs = State::Zero(20);
  logs.head(19).setConstant(minus_infinity);
  const CrossSum alone = CrossSum::within(gauss(0.1), z, 1, logs);  // of one column, and none
  CHECK(WidePoints::of(pair_data(gauss(0.1), z, 1, logs)).has_value());
  const State potential = alone.log_potential();
  CHECK(potential[19] == minus_infinity);
  CHECK(potential[0] ==
        doctest::Approx(-(z.col(0) - z.col(19)).squaredNorm() / 0.2).epsilon(1e-14));
  for (const double weight : {1e-300, 1.0, 1e300}) {
    Points gradient = Points::Zero(65, 20);
    alone.add_gradient([&](Index, double) { return weight; }, gradient, gradient);
    const State expected = (z.col(0) - z.col(19)) / 0.1;
    CHECK((-gradient.col(0) / weight - expected).norm() <= 1e-14 * expected.norm());
  }
  logs[3] = -1200;  // inner products would lose it
  CHECK_FALSE(WidePoints::of(pair_data(gauss(0.1), z, 1, logs)).has_value());
  CHECK(CrossSum::within(gauss(0.1), z, 1, logs).log_potential()[19] ==
        doctest::Approx(-1200 - (z.col(3) - z.col(19)).squaredNorm() / 0.2).epsilon(1e-14));
  for (const Index group : {20, 30}) {
    const CrossSum nothing = CrossSum::within(gauss(0.1), z, group);
    CHECK(nothing.log_potential().maxCoeff() == minus_infinity);
    Points gradient = Points::Zero(65, 20);
    nothing.add_gradient([](Index, double log_sum) { return std::exp(-log_sum); }, gradient,
                         gradient);
    CHECK(gradient.norm() == 0);
  }
}

TEST_CASE("wide sum: not where digits would be lost, and not time") {
  const auto is_wide = [](const Points& z, double tau) {
    return WidePoints::of(pair_data(gauss(tau), z)).has_value();
  };
  const Points z = on_sphere(16, 100), away = z.array() + 1e3;
  CHECK(is_wide(z, temperature_for(z, 0.98)));
  CHECK_FALSE(is_wide(z, temperature_for(z, 1.02)));
  CHECK(is_wide(away, temperature_for(z, 0.98)));
  CHECK_FALSE(is_wide(away, temperature_for(z, 1.02)));
  CHECK_FALSE(is_wide(z.topRows(7), 0.1));
  CHECK_FALSE(is_wide(1e-140 * z, 1));
  CHECK_FALSE(is_wide(Points::Ones(16, 100), 1));
  Points broken = z;
  broken(3, 7) = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(is_wide(broken, 0.1));
  CHECK_FALSE(is_wide(clusters(16, 100, 1e-2).leftCols(79), 0.2));
  CHECK(is_wide(clusters(24, 100, 1e-2), 0.2));
  CHECK_FALSE(
      is_wide(Points(0.01 * z) + z.col(0) * random_state(100, 110).cwiseSign().transpose(), 1));
  CHECK_FALSE(WidePoints::of(pair_data({own_kernel(), 0.1}, z)).has_value());
}

TEST_CASE("wide sum: a bound that is forgotten is seen") {
  const Points z = 3e3 * clusters(24, 60, 1.0 / 3e3 / 8);  // exponents of neighbours near 1
  const State exact = plain_potential(z, 1);
  const auto worst = [&](const State& potential) {
    return (potential - exact).cwiseAbs().maxCoeff() / (1 + exact.cwiseAbs().maxCoeff());
  };
  CHECK(worst(CrossSum::within(gauss(1), z, 1).log_potential()) <= 1e-13);
  const PairData data = pair_data(gauss(1), z, 1);
  CHECK_FALSE(WidePoints::of(data).has_value());
  CHECK(worst(WideSum(data, WidePoints(data)).log_potential()) > 1e-11);
}

TEST_CASE("wide sum: a centre that is forgotten is refused") {
  const Points away = on_sphere(16, 50).array() + 1e3;
  const PairData data = pair_data(gauss(0.1), away);
  WidePoints points(data);
  CHECK(points.are_moderate(data.form->rate, 0.1));
  points.columns = CentredPoints(data.column_points(), State::Zero(16), data.form->rate);
  CHECK_FALSE(points.are_moderate(data.form->rate, 0.1));
}

TEST_CASE("wide sum: near pairs that are forgotten are seen") {
  const Points z = clusters(24, 60, 1e-7);
  const PairData data = pair_data(gauss(temperature_for(z, 0.98)), z, 1);
  const auto gradient = [&](double near_part) {
    WidePoints points(data);
    points.near_part = near_part;
    Points g = Points::Zero(24, 60);
    WideSum(data, std::move(points)).add_gradient([](Index, double) { return 1.0 / 60; }, g, g);
    return g;
  };
  const Points by_differences = gradient(8), right = gradient(1.0 / 256), wrong = gradient(0);
  const double scale = by_differences.colwise().norm().maxCoeff();
  CHECK((right - by_differences).cwiseAbs().maxCoeff() <= 1e-12 * scale);
  CHECK((wrong - by_differences).cwiseAbs().maxCoeff() > 1e-10 * scale);
}

TEST_CASE("wide sum: rounds bring all parts together, none twice at the same time") {
  const auto check = [](const WideRounds& rounds, bool mutual) {
    std::set<std::pair<Index, Index>> met;
    for (Index round = 0; round < rounds.rounds(); ++round) {
      std::set<Index> rows, columns;
      for (Index k = 0; k < rounds.meetings(round); ++k) {
        const auto [row, column] = rounds.meeting(round, k);
        if (column >= rounds.column_parts()) continue;
        CHECK(row < rounds.row_parts());
        CHECK(rows.insert(row).second);
        CHECK((mutual && row != column ? rows : columns).insert(column).second);
        CHECK(met.emplace(row, column).second);
        if (mutual) CHECK(row <= column);
      }
    }
    const Index m = rounds.row_parts(), n = rounds.column_parts();
    CHECK(met.size() == static_cast<std::size_t>(mutual ? m * (m + 1) / 2 : m * n));
  };
  for (const Index parts : {1, 2, 4, 6, 16, 32}) {
    check(WideRounds::mutual(parts), true);
    for (const Index columns : {1, 2, 6, 32}) check({parts, columns}, false);
  }
}

TEST_CASE("wide sum: tiles are all pairs once") {
  for (const bool triangle : {true, false})
    for (const long count : {8, 192, 200, 408, 1000}) {
      INFO(triangle, " ", count);
      WideTile whole{};
      whole.triangle = triangle;
      whole.end_row = count;
      whole.end = triangle ? count : 2 * count;
      std::vector<int> visits(static_cast<std::size_t>(count * whole.end));
      const Index threads = thread_count();
      set_thread_count(1);
      WideWalk(whole).for_each_tile(104, [&](const WideTile& tile, Index) {
        CHECK(tile.end_row - tile.first_row <= WideWalk::block_rows);
        CHECK(tile.end - tile.begin <= 104);
        for (long i = tile.first_row; i < tile.end_row; ++i)
          for (long j = tile.first_panel(i) * panel_width; j < tile.end; ++j)
            ++visits[static_cast<std::size_t>(i * whole.end + j)];
      });
      set_thread_count(threads);
      long wrong = 0;
      for (long i = 0; i < count; ++i)
        for (long j = triangle ? i / panel_width * panel_width : 0; j < whole.end; ++j)
          wrong += visits[static_cast<std::size_t>(i * whole.end + j)] != 1;
      CHECK(wrong == 0);
    }
}
