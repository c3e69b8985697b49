#include "fast_gauss/chain_table.hpp"

#include <doctest/doctest.h>

#include "fast_gauss/chain_choice.hpp"

using namespace simclr_flow;

namespace {

/// The largest |k - p|/bound and |k' - p'|/bound on a net of local coordinates, p without its
/// highest powers if some are lost.
InterpolationError worst_of(const ChainKernel& kernel, const ChainShape& shape, Index offset,
                            int lost_powers = 0) {
  const ChainTable table(kernel, shape);
  const double* t = table.of(offset);
  InterpolationError worst{0, 0};
  for (double x = -1; x <= 1; x += 0.25)
    for (double y = -1; y <= 1; y += 0.25) {
      long double value = 0, slope = 0;
      for (int b = 0; b < shape.degree; ++b)
        for (int a = 0; a < shape.degree - lost_powers; ++a) {
          const long double term =
              t[b * coefficient_stride + a] * std::pow(static_cast<long double>(y), b);
          value += term * std::pow(static_cast<long double>(x), a);
          if (a > 0) slope += a * term * std::pow(static_cast<long double>(x), a - 1);
        }
      const auto exact = [&](long double at) {
        return kernel.value(static_cast<long double>(offset) * shape.width +
                            (at - y) * shape.width / 2);
      };
      const long double h = 1e-4L, derivative = (8 * (exact(x + h) - exact(x - h)) -
                                                 (exact(x + 2 * h) - exact(x - 2 * h))) /
                                                (12 * h);
      const InterpolationError& bound = table.error(offset);
      worst.value =
          std::max(worst.value, static_cast<double>(std::abs(value - exact(x))) / bound.value);
      worst.slope =
          std::max(worst.slope, static_cast<double>(std::abs(slope - derivative)) / bound.slope);
    }
  return worst;
}

}  // namespace

TEST_CASE("chain table: the kernel on pairs of cells, within its bound") {
  for (const double accuracy : {1e-4, 1e-8, 1e-12}) {
    const ChainChoice choice = choose_chain(accuracy);
    CHECK(choice.width >= 0.5);
    for (const Index offset : {-1, 0, 3, 9}) {
      INFO("accuracy " << accuracy << ", offset " << offset);
      const ChainShape shape{choice.width, choice.degree, 9, 0};
      const InterpolationError line = worst_of(LineKernel(1), shape, offset);
      CHECK(line.value <= 1);
      CHECK(line.slope <= 1);
      const ChainShape ring{0.24, choice.degree, 9, 25};
      for (const double lambda : {0.1, 2.0}) {
        CHECK(worst_of(CircleKernel(lambda), ring, offset).value <= 1);
        CHECK(worst_of(RadialKernel(lambda), ring, offset).value <= 1);
        CHECK(worst_of(CircleKernel(lambda), ring, offset).slope <= 1);
      }
    }
  }
}

TEST_CASE("chain table: a power that is lost breaks the bound") {
  for (const double accuracy : {1e-4, 1e-8, 1e-12}) {
    const ChainChoice choice = choose_chain(accuracy);
    const InterpolationError planted =
        worst_of(LineKernel(1), {choice.width, choice.degree, 1, 0}, 1, 1);
    CHECK(planted.value > 1);
  }
}
