#include "fast_gauss/plane_table.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "simclr_flow/fast_gauss/gauss_grid.hpp"

using namespace simclr_flow;

namespace {

/// T_k(t).
long double chebyshev(int k, long double t) {
  return std::cos(static_cast<long double>(k) * std::acos(t));
}

/// sum_{r+c<degree, k+b<degree} C_o(r, k) C_p(c, b) T_r(x) T_k(x') T_c(y) T_b(y') by the sum over k
/// for each r of both factors; points are {x, y, x', y'}.
long double from_table(const PlaneTable& table, const PatchPasses& passes, int degree, Index o,
                       Index p, const long double* at) {
  long double sum = 0;
  for (int r = 0; r < degree; ++r)
    for (int c = 0; r + c < degree; ++c)
      for (int k = 0; k < degree; ++k)
        for (int b = 0; k + b < degree; ++b)
          sum += static_cast<long double>(table.of(o)[k * passes.stride + r]) *
                 static_cast<long double>(table.of(p)[b * passes.stride + c]) *
                 chebyshev(r, at[0]) * chebyshev(c, at[1]) * chebyshev(k, at[2]) *
                 chebyshev(b, at[3]);
  return sum;
}

/// The largest error/bound on corners and inside of cells, without the highest degrees if some are
/// lost.
double worst_of_plane(const PatchChoice& choice, Index o, Index p, int lost_degrees = 0) {
  const PlaneTable table(choice, 6);
  const PatchPasses& passes = patch_passes(choice.degree);
  const long double w = choice.width;
  double worst = 0;
  for (const auto& at : {std::array<long double, 4>{1, 1, -1, -1},
                         {1, -1, 1, -1},
                         {-1, -1, 1, 1},
                         {0.3L, -0.8L, 0.9L, 0.1L}}) {
    const long double dx = static_cast<long double>(o) * w + (at[0] - at[2]) * w / 2,
                      dy = static_cast<long double>(p) * w + (at[1] - at[3]) * w / 2,
                      exact = std::exp(-(dx * dx + dy * dy) / 2),
                      fast =
                          from_table(table, passes, choice.degree - lost_degrees, o, p, at.data());
    const double bound =
        (table.value_error() + 1e-16 * table.value_terms()) * table.envelope(o) * table.envelope(p);
    worst = std::max(worst, static_cast<double>(std::abs(fast - exact)) / bound);
  }
  return worst;
}

}  // namespace

TEST_CASE("plane table: the kernel on pairs of cells, within its bound: a degree lost breaks it") {
  for (const double accuracy : {coarsest_accuracy, 1e-6, 1e-9, finest_accuracy}) {
    double planted = 0;
    for (const auto& [o, p] : {std::pair<Index, Index>{0, 0}, {1, 1}, {-1, 2}, {3, -3}, {0, 5}}) {
      INFO("accuracy " << accuracy << ", offset " << o << ", " << p);
      CHECK(worst_of_plane(choose_patches(accuracy), o, p) <= 1);
      planted = std::max(planted, worst_of_plane(choose_patches(accuracy), o, p, 1));
    }
    CHECK(planted > 1);
  }
}

TEST_CASE("plane table: gradients are cut off by no more than the accuracy, nor far less") {
  for (double accuracy = coarsest_accuracy : accuracy >= finest_accuracy* 0.99 : accuracy /= 3) {
    INFO("accuracy " << accuracy);
    const PatchChoice choice = choose_patches(accuracy);
    const PlaneTable table(choice, static_cast<Index>(10 / choice.width));
    CHECK(table.gradient_error() < accuracy);
    CHECK(table.gradient_error() > 0.05 * accuracy);
    CHECK(table.value_error() < table.gradient_error());
  }
}
