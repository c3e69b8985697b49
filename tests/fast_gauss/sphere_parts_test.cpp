// The parts of sums on the sphere, each by the equation that defines it.
#include <doctest/doctest.h>

#include <cmath>

#include "fast_gauss/patch_choice.hpp"
#include "fast_gauss/sphere_bounds.hpp"
#include "fast_gauss/sphere_cloud.hpp"
#include "fast_gauss/sphere_translation.hpp"
#include "simclr_flow/core/random_stream.hpp"

using namespace simclr_flow;

namespace {

/// P_l(t), l < count.
std::vector<long double> legendre_polynomials(long double t, std::size_t count) {
  std::vector<long double> p{1, t};
  for (std::size_t l = 2; l < count; ++l) {
    const auto n = static_cast<long double>(l);
    p.push_back(((2 * n - 1) * t * p[l - 1] - (n - 1) * p[l - 2]) / n);
  }
  return p;
}

/// The largest errors over their tails of both series.
double worst_of_spectrum(double tau, double accuracy, std::size_t lost) {
  const SphereSpectrum spectrum(tau, accuracy);
  const std::size_t count = spectrum.value.size();
  double worst = 0;
  for (const long double t : {1.0L, 0.999L, 0.5L, 0.0L, -0.7L, -1.0L}) {
    const auto p = legendre_polynomials(t, count);
    const long double k = std::exp((t - 1) / static_cast<long double>(tau));
    long double value = 0, radial = 0;
    for (std::size_t l = 0; l + lost < count; ++l) {
      value += static_cast<long double>(spectrum.value[l]) * p[l];
      radial += static_cast<long double>(spectrum.radial[l]) * p[l];
    }
    worst =
        std::max({worst, static_cast<double>(std::abs(value - k)) / (spectrum.value_tail + 4e-16),
                  static_cast<double>(std::abs(radial - (t - 1) * k)) /
                      (tau * spectrum.gradient_tail + 8e-16)});
  }
  return worst;
}

/// Where a point with these local coordinates lies.
Eigen::Vector3d point_in_cell(const SphereCells& cells, const SphereCell& cell, double x,
                              double y) {
  const SphereChart chart = chart_of(cells, cell);
  double angle, azimuth;
  if (chart.is_cap) {
    angle = std::asin(std::hypot(x, y) / chart.scale_x);
    azimuth = std::atan2(y, x);
  } else {
    angle = std::atan2(chart.sin_middle, chart.cos_middle) + std::asin(y / chart.scale_y);
    azimuth = std::atan2(chart.sin_azimuth, chart.cos_azimuth) + std::asin(x / chart.scale_x);
  }
  return {std::sin(angle) * std::cos(azimuth), std::sin(angle) * std::sin(azimuth),
          (cell.south ? -1 : 1) * std::cos(angle)};
}

/// Points near corners of a cell, within it.
Points corners(const SphereCells& cells, const SphereCell& cell) {
  Points z(3, 5);
  const double c = cell.ring < 0 ? 0.7 : 0.999;
  Index i = 0;
  for (const double x : {-c, c})
    for (const double y : {-c, c}) z.col(i++) = point_in_cell(cells, cell, x, y);
  z.col(4) = point_in_cell(cells, cell, 0.1, -0.2);
  return z;
}

/// A cloud of n points that all are said to lie in one cell.
std::unique_ptr<SphereCloud> cloud_in(const SphereCells& cells, const SphereCell& cell, Index n) {
  CellOrder order{{}, {cells.key_of(cell)}, {0, n}};
  for (Index i = 0; i < n; ++i) order.order.push_back(static_cast<std::uint32_t>(i));
  return std::make_unique<SphereCloud>(std::make_shared<const PatchCells>(std::move(order)));
}

struct Placed {
  std::unique_ptr<SphereCloud> cloud;
  Points points;
};
Placed placed(const SphereCells& cells, const SphereCell& cell) {
  Placed placed{cloud_in(cells, cell, 5), corners(cells, cell)};
  REQUIRE(place_on_sphere(cells, 1, placed.points, *placed.cloud));
  return placed;
}

/// The largest |sum - exact| of charges in one cell for targets in another, for a unit charge.
double worst_between(const SphereCells& cells, const PatchPasses& passes,
                     const SphereTranslation& translation, double tau, const SphereCell& source,
                     const SphereCell& target) {
  const Placed from = placed(cells, source), to = placed(cells, target);
  double worst = 0;
  for (Index j = 0; j < from.points.cols(); ++j) {
    State charges = State::Zero(5), value(5);
    charges[j] = 1;
    const ScratchArray square(passes.size);
    translation.run(from.cloud->cells(), PatchMoments(passes, *from.cloud, charges.data()),
                    to.cloud->cells(), {square.data(), nullptr});
    passes.polynomial(square.data(), to.cloud->points_of(to.cloud->pieces()[0]),
                      {value.data(), nullptr, nullptr});
    for (Index i = 0; i < 5; ++i) {
      const double distance = (from.points.col(j) - to.points.col(i)).squaredNorm();
      worst = std::max(worst, std::abs(value[i] - std::exp(-distance / (2 * tau))));
    }
  }
  return worst;
}

PatchPasses losing_passes;
void moments_without_the_highest(const PatchPoints& points, const double* charges, double* square) {
  const PatchPasses& whole = patch_passes(losing_passes.degree);
  whole.moments(points, charges, square);
  for (long b = 0; b < whole.degree; ++b) square[b * whole.stride + whole.degree - 1 - b] = 0;
}

}  // namespace

TEST_CASE("sphere spectrum: the kernel and its radial part, a degree that is lost") {
  for (const double tau : {1e-3, 0.02, 0.1, 1.0, 30.0})
    for (const double accuracy : {1e-4, 1e-8, 1e-12}) {
      INFO("tau " << tau << ", accuracy " << accuracy);
      CHECK(worst_of_spectrum(tau, accuracy, 0) <= 1);
      if (accuracy > 1e-5) CHECK(worst_of_spectrum(tau, accuracy, 1) > 1);
    }
}

TEST_CASE("legendre table: the addition theorem at nodes of rings") {
  const SphereCells cells(0.3);
  constexpr int degree = 12;
  constexpr Index limit = 20;
  const LegendreTable table(cells, degree, limit);
  const auto rings = static_cast<Index>(cells.rings().size());
  const auto node_of = [&](Index ring, Index i) {
    const SphereRing& of = cells.rings()[static_cast<std::size_t>(ring)];
    const double local =
        std::cos(std::numbers::pi * (2 * static_cast<double>(i) + 1) / (2 * degree));
    return of.middle + std::asin(std::sin(of.height / 2) * local);
  };
  for (const Index ring : {Index{0}, rings - 1})
    for (const Index other : {Index{1}, rings - 1})
      for (const double azimuth : {0.0, 0.7, 3.0}) {
        const Index i = 2, j = 9;
        const double a = node_of(ring, i), b = node_of(other, j),
                     t = std::cos(a) * std::cos(b) + std::sin(a) * std::sin(b) * std::cos(azimuth);
        const auto exact = legendre_polynomials(t, limit + 1);
        for (Index l = 0; l <= limit; ++l) {
          double sum = 0;
          for (Index m = 0; m <= l; ++m) {
            if (m > table.most_order(ring) || m > table.most_order(other)) continue;
            const double* row =
                table.of(m, static_cast<int>((l - m) % 2)) + (l - m) / 2 * table.nodes(m);
            sum += (m == 0 ? 1 : 2) * row[table.node_of_ring(m, ring) + i] *
                   row[table.node_of_ring(m, other) + j] *
                   std::cos(static_cast<double>(m) * azimuth);
          }
          CHECK(sum == doctest::Approx(static_cast<double>(exact[static_cast<std::size_t>(l)]))
                           .epsilon(1e-13));
        }
      }
}

TEST_CASE("sphere translation: all bands of cells, near and far, a degree that is lost") {
  for (const double tau : {0.01, 0.1, 5.0})
    for (const double accuracy : {1e-4, 1e-7, 1e-11}) {
      const PatchChoice choice = choose_patches(accuracy);
      const PatchPasses& passes = patch_passes(choice.degree);
      const SphereCells cells(choice.width * std::min(std::sqrt(tau), 0.42));
      const SphereTranslation translation(cells, passes, tau, accuracy);
      losing_passes = passes;
      losing_passes.moments = moments_without_the_highest;
      double planted = 0;
      for (Index ring = -1; ring < static_cast<Index>(cells.rings().size()); ring += 1 + ring / 4) {
        INFO("tau " << tau << ", accuracy " << accuracy << ", ring " << ring);
        const SphereCell cell{ring % 2 == 0, ring, 0},
            next{cell.south, std::min(ring + 1, static_cast<Index>(cells.rings().size()) - 1), 1},
            other{!cell.south, ring, 0};
        for (const SphereCell& target : {cell, next, other})
          CHECK(worst_between(cells, passes, translation, tau, cell, target) <=
                0.03 * accuracy + 2e-15);
        planted =
            std::max(planted, worst_between(cells, losing_passes, translation, tau, cell, cell));
      }
      // Wide kernels need fewer degrees than cells have.
      if (tau < 0.05) CHECK(planted > 0.03 * accuracy);
    }
}

TEST_CASE("sphere bounds: near charges are counted, and few others") {
  const double tau = 0.02;
  const SphereCells cells(0.15);
  RandomStream random(2026, "near", 1);
  CellOrder order;
  for (Index key = 0; key < 2 * cells.cells_of_half(); key += 1 + random.below(3))
    order.keys.push_back(key);
  std::vector<double> charges;
  for (std::size_t c = 0; c < order.keys.size(); ++c) charges.push_back(random.uniform());
  const std::vector<double> near = charges_near(cells, tau, order, charges, order);
  std::vector<Points> at;
  for (const std::int64_t key : order.keys) at.push_back(corners(cells, cells.cell_of(key)));
  for (std::size_t c = 0; c < near.size(); c += 7) {
    double least = 0, middle = 0;
    for (std::size_t s = 0; s < near.size(); ++s) {
      double square = 5;
      for (Index i = 0; i < 5; ++i)
        for (Index j = 0; j < 5; ++j)
          square = std::min(square, (at[c].col(i) - at[s].col(j)).squaredNorm());
      least += charges[s] * std::exp(-square / (4 * tau));
      middle += charges[s] * std::exp(-(at[c].col(4) - at[s].col(4)).squaredNorm() / (4 * tau));
    }
    CHECK(near[c] >= least * (1 - 1e-12));
    CHECK(near[c] <= 8 * middle);
  }
}

TEST_CASE("sphere cells: every point has one cell, and lies in its chart") {
  for (const double angle : {0.01, 0.1, 0.45}) {
    const SphereCells cells(angle);
    const Points z = RandomStream(2026, "cells", 1).normals(3, 500);
    for (Index i = 0; i < z.cols(); ++i) {
      const Eigen::Vector3d p = z.col(i).normalized();
      const SphereCell cell = cells.cell_of(cells.key_of(p.x(), p.y(), p.z()));
      CHECK(cells.key_of(cell) == cells.key_of(p.x(), p.y(), p.z()));
      const Points one = p;
      const auto cloud = cloud_in(cells, cell, 1);
      REQUIRE(place_on_sphere(cells, 1, one, *cloud));
      const double x = cloud->x.data()[0], y = cloud->y.data()[0];
      CHECK((cell.ring < 0 ? std::hypot(x, y) : std::max(std::abs(x), std::abs(y))) <= 1 + 1e-12);
      CHECK((point_in_cell(cells, cell, x, y) - p).norm() <= 1e-14);
    }
    for (Index key = 0; key < 2 * cells.cells_of_half(); key += 17) {
      const Points in = corners(cells, cells.cell_of(key));
      for (Index i = 0; i < 5; ++i) CHECK(cells.key_of(in(0, i), in(1, i), in(2, i)) == key);
    }
  }
}

TEST_CASE("sphere cells: points that left their cell are seen, wherever they went") {
  for (const double angle : {0.01, 0.1, 0.45}) {
    const SphereCells cells(angle);
    for (Index key = 0; key < 2 * cells.cells_of_half(); key += 23) {
      const SphereCell cell = cells.cell_of(key);
      Points z(3, 9);
      z << corners(cells, cell), Points::Zero(3, 4);
      z.col(5) = -z.col(4);                                            // the opposite point,
      z.col(6) = z.col(4).cwiseProduct(Eigen::Vector3d(1, 1, -1));     // in the other half,
      z.col(7) = z.col(4).cwiseProduct(Eigen::Vector3d(-1, -1, 1));    // across the pole,
      z.col(8) = (z.col(4) + 2 * (z.col(3) - z.col(4))).normalized();  // beyond a corner
      const auto cloud = cloud_in(cells, cell, z.cols());
      CHECK_FALSE(place_on_sphere(cells, 1, z, *cloud));
      const auto keys = keys_of_placed(cells, z, *cloud);
      for (Index i = 0; i < z.cols(); ++i)
        CHECK(keys[std::size_t(i)] == cells.key_of(z(0, i), z(1, i), z(2, i)));
    }
  }
}
