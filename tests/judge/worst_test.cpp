#include "judge/worst.hpp"

#include <doctest/doctest.h>

using namespace simclr_flow;

TEST_CASE("worst: what is not a number wins for good") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  for (const bool first : {true, false}) {
    Worst worst;
    double error = 0;
    for (const double stored : {first ? nan : 1.0, first ? 1.0 : nan, 3.0}) {
      worst.see(0, stored, 1);
      error = larger(error, stored);
    }
    CHECK(std::isnan(worst.measured));
    CHECK(std::isnan(error));
  }
  Worst worst;
  for (const double stored : {1.0, 3.0, 2.0}) worst.see(0, stored, 1);
  CHECK(worst.measured == 3);
  worst.see(5, 5, 0);  // 0/0
  CHECK(std::isnan(worst.excess));
}
