#include "simclr_flow/sweep/sweep_table.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "simclr_flow/sweep/repetitions.hpp"

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

TEST_CASE("sweep table: seeds of a setting are taken together, wherever their axis is") {
  const auto result = [](double energy, const Cell& time) {
    return PointResult{PointState::done, "", {{"a.energy", energy}, time, {"a.status", "done"}}};
  };
  const Cell formed{"a.t_form", 2.0}, late{"a.t_form", 4.0}, none{"a.t_form", std::string(never)},
      open{"a.t_form", std::string(not_yet)};
  // Points of seed-major order: (1, .1), (1, .2), (2, .1), (2, .2), (3, .1), (3, .2).
  std::vector<PointResult> results{result(1, formed), result(5, none), result(2, late),
                                   result(5, none),   result(6, none), result(5, open)};
  results[5].state = PointState::unfinished;
  const auto seeds =
      over_seeds(parse_grid({"seed=1:3", "energy.temperature=0.1,0.2"}, {}), results);
  REQUIRE(seeds);
  CHECK(csv_table(seeds->grid, seeds->results) ==
        "index,energy.temperature,state,a.energy.mean,a.energy.sd,a.energy.n,a.t_form.mean,"
        "a.t_form.sd,a.t_form.n,a.t_form.never,a.t_form.not yet\n"
        "0,0.1,done,3,2.6457513110645907,3,3,1.4142135623730951,2,1,0\n"
        "1,0.2,unfinished,5,0,3,,,0,2,1\n");
  const auto alone = over_seeds(parse_grid({"seed=1:6"}, {}), results);
  REQUIRE(alone);
  CHECK(alone->results.size() == 1);
  CHECK(csv_table(alone->grid, alone->results).starts_with("index,state,a.energy.mean"));
  CHECK_FALSE(over_seeds(parse_grid({"data.count=1:6"}, {}), results));
}
