#include "fast_gauss/patch_passes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "simclr_flow/core/random_stream.hpp"
#include "simclr_flow/core/scratch_array.hpp"

using namespace simclr_flow;

namespace {

double chebyshev_of(long k, double t) { return std::cos(static_cast<double>(k) * std::acos(t)); }

/// Numbers in (-1, 1).
State inside(Index n, std::uint32_t seed) {
  RandomStream random(2026, "passes", seed);
  State x(n);
  for (double& value : x) value = 2 * random.uniform() - 1;
  return x;
}

/// Squares, on cache lines.
struct Squares {
  Squares(const PatchPasses& passes, Index count, std::uint32_t seed, bool in_triangle)
      : array(count * passes.size), passes(passes) {
    std::fill_n(array.data(), array.size(), 0.0);
    const State a = inside(array.size(), seed);
    for (Index s = 0; s < count; ++s)
      for (long b = 0; b < passes.degree; ++b)
        for (long k = 0; k < (in_triangle ? passes.degree - b : passes.degree); ++k)
          of(s)[b * passes.stride + k] = a[s * passes.size + b * passes.stride + k];
  }
  double* of(Index s) const { return array.data() + s * passes.size; }
  ScratchArray array;
  const PatchPasses& passes;
};

}  // namespace

TEST_CASE("patch passes: moments by their definition, of any number of points") {
  for (const int degree : patch_degrees)
    for (const Index n : {1, 7, 8, 130, 701})
      for (const bool charged : {true, false}) {
        const PatchPasses& passes = patch_passes(degree);
        const State x = inside(n, 1), y = inside(n, 2), q = inside(n, 3);
        Squares square(passes, 1, 4, true);
        const State before = Eigen::Map<const State>(square.of(0), passes.size);
        passes.moments({x.data(), y.data(), n}, charged ? q.data() : nullptr, square.of(0));
        for (long b = 0; b < degree; ++b)
          for (long k = 0; k < passes.stride; ++k) {
            double sum = 0;
            for (Index j = 0; k + b < degree && j < n; ++j)
              sum += (charged ? q[j] : 1) * chebyshev_of(k, x[j]) * chebyshev_of(b, y[j]);
            const long at = b * passes.stride + k;
            CHECK(square.of(0)[at] - before[at] == doctest::Approx(sum).epsilon(1e-12));
          }
      }
}

TEST_CASE("patch passes: translations by their definition") {
  for (const int degree : patch_degrees) {
    const PatchPasses& passes = patch_passes(degree);
    constexpr Index n = 5;
    const Squares tables(passes, n, 1, false), sources(passes, n, 2, true),
        rows(passes, n, 3, false), out(passes, 2, 4, false);
    std::vector<PatchStep> along_x, along_y;
    for (Index s = 0; s < n; ++s) {
      along_x.push_back({tables.of(s), sources.of(s)});
      along_y.push_back({tables.of(s), rows.of(s)});
    }
    passes.along_x(along_x.data(), n, out.of(0));
    passes.along_y(along_y.data(), n, out.of(1));
    for (long b = 0; b < degree; ++b)
      for (long r = 0; r < passes.stride; ++r) {
        double by_x = 0, by_y = 0;
        for (Index s = 0; s < n; ++s)
          for (long k = 0; k < degree; ++k) {
            by_x += tables.of(s)[k * passes.stride + r] * sources.of(s)[b * passes.stride + k];
            by_y += tables.of(s)[k * passes.stride + b] * rows.of(s)[k * passes.stride + r];
          }
        CHECK(out.of(0)[b * passes.stride + r] == doctest::Approx(by_x).epsilon(1e-12));
        CHECK(out.of(1)[b * passes.stride + r] ==
              doctest::Approx(b + r < degree ? by_y : 0).epsilon(1e-12));
      }
  }
}

TEST_CASE("patch passes: polynomials and their slopes by their definition") {
  for (const int degree : patch_degrees)
    for (const Index n : {1, 8, 33, 100}) {
      const PatchPasses& passes = patch_passes(degree);
      const State x = inside(n, 1), y = inside(n, 2);
      const Squares square(passes, 2, 3, true);
      const PatchPoints points{x.data(), y.data(), n};
      std::copy_n(square.of(0), passes.size, square.of(1));
      passes.to_monomials(square.of(1));
      State value(n), by_x(n), by_y(n), alone(n);
      passes.polynomial(square.of(1), points, {value.data(), by_x.data(), by_y.data()});
      passes.polynomial(square.of(1), points, {alone.data(), nullptr, nullptr});
      CHECK((value - alone).norm() <= 1e-12 * value.norm());
      for (Index i = 0; i < n; ++i) {
        double sum = 0, in_x = 0, in_y = 0;
        const auto slope_of = [](long k, double t) {
          const double angle = std::acos(t), m = static_cast<double>(k);
          return m * std::sin(m * angle) / std::sin(angle);
        };
        for (long b = 0; b < degree; ++b)
          for (long k = 0; k < degree - b; ++k) {
            const double c = square.of(0)[b * passes.stride + k];
            sum += c * chebyshev_of(k, x[i]) * chebyshev_of(b, y[i]);
            in_x += c * slope_of(k, x[i]) * chebyshev_of(b, y[i]);
            in_y += c * chebyshev_of(k, x[i]) * slope_of(b, y[i]);
          }
        const double size = std::pow(2.5, degree);  // of monomials, whose differences these are
        CHECK(std::abs(value[i] - sum) <= 1e-15 * size);
        CHECK(std::abs(by_x[i] - in_x) <= 1e-14 * size);
        CHECK(std::abs(by_y[i] - in_y) <= 1e-14 * size);
      }
    }
}
