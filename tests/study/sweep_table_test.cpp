#include "simclr_flow/study/sweep_table.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace simclr_flow;

TEST_CASE("sweep table: a number that is none is no value") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(),
                   infinity = std::numeric_limits<double>::infinity();
  const Grid grid = parse_grid({"energy.temperature=0.1,0.2"}, {});
  const std::vector<PointResult> results{
      {PointState::done, "", {{"a.energy", 0.5}, {"a.ari", nan}, {"a.eta2", nan}}},
      {PointState::failed,
       "it blew up",
       {{"a.energy", infinity}, {"a.ari", 1.0}, {"a.eta2", -nan}}}};
  CHECK(csv_table(grid, results) ==
        "index,energy.temperature,state,a.energy,a.ari\n0,0.1,done,0.5,\n1,0.2,failed,,1\n");
  const std::string told = text_table(grid, results, 10, "x");
  for (const char* wrong : {"nan", "inf", "eta2"}) CHECK(told.find(wrong) == std::string::npos);
}
