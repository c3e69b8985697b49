// Statistics of an ensemble against numbers by hand, and what an ensemble says of its members.
#include "simclr_flow/judge/ensemble.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace simclr_flow;

namespace {

Check measured(const char* id, std::optional<double> value, Verdict verdict) {
  return {id, id, {}, "", value, 0, 0, "", verdict, "measured", ""};
}

Member member(std::uint64_t seed, const char* status, std::optional<double> t_form,
              Verdict energy = Verdict::agrees) {
  const std::string file = "runs/seed-" + std::to_string(seed) + ".h5";
  const FlowReport flow{
      "network", "network",
      "",        status,
      "",        {measured("energy", 1.0, energy), measured("t_form", t_form, Verdict::no_theory)},
      {}};
  return {file, seed, "time = 1\n", {"1.0", file, {}, {flow}}};
}

const Spread& find(const Ensemble& all, const std::string& flow, const std::string& id) {
  const auto found = std::ranges::find_if(
      all.spreads, [&](const Spread& s) { return s.flow == flow && s.id == id; });
  REQUIRE(found != all.spreads.end());
  return *found;
}

}  // namespace

TEST_CASE("statistics of a sample by hand") {
  // mean 5, squares of deviations 9 1 1 1 0 0 4 16: 32, divided by 7
  const Statistics s = statistics({2, 4, 4, 4, 5, 5, 7, 9}, false);
  CHECK(s.count == 8);
  CHECK(*s.mean == 5);
  CHECK(*s.deviation == doctest::Approx(std::sqrt(32.0 / 7)).epsilon(1e-15));
  CHECK(*s.minimum == 2);
  CHECK(*s.maximum == 9);
}

TEST_CASE("statistics of times by hand: geometric mean and a factor") {
  // log10: 0, 1, 2; mean 1, sample deviation 1
  const Statistics s = statistics({1, 100, 10}, true);
  CHECK(*s.mean == doctest::Approx(10).epsilon(1e-14));
  CHECK(*s.deviation == doctest::Approx(10).epsilon(1e-14));
  CHECK(*s.maximum == 100);
  CHECK(*statistics({3, 3}, true).deviation == 1);
}

TEST_CASE("statistics that do not exist are absent") {
  const Statistics none = statistics({}, false), one = statistics({4}, false);
  CHECK(none.count == 0);
  CHECK_FALSE(none.mean.has_value());
  CHECK_FALSE(none.maximum.has_value());
  CHECK(*one.mean == 4);
  CHECK_FALSE(one.deviation.has_value());
  const Statistics from_zero = statistics({0, 1}, true);
  CHECK_FALSE(from_zero.mean.has_value());
  CHECK(*from_zero.minimum == 0);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(std::isnan(*statistics({1, nan, 2}, false).mean));
  CHECK(std::isnan(*statistics({nan, 1, 2}, false).minimum));
}

TEST_CASE("a value that some seeds lack is counted and not averaged") {
  const Ensemble all =
      gather("runs", {member(1, "done", 2.0), member(2, "done", {}), member(3, "done", 8.0)});
  const Spread& t = find(all, "network", "t_form");
  CHECK(t.logarithmic);
  CHECK(t.of == 3);
  CHECK(t.statistics.count == 2);
  CHECK(*t.statistics.mean == doctest::Approx(4).epsilon(1e-14));
  CHECK(find(all, "network", "energy").agrees == 3);
  CHECK(find(all, "", "member").agrees == 3);
  CHECK_FALSE(all.differs());
}

TEST_CASE("unfinished flows are judged and not averaged") {
  const Ensemble all = gather("runs", {member(1, "done", 2.0), member(2, "interrupted", 50.0),
                                       member(3, "done", 2.0, Verdict::differs)});
  const Spread& t = find(all, "network", "t_form");
  CHECK(t.of == 2);
  CHECK(*t.statistics.maximum == 2);
  CHECK(find(all, "network", "energy").agrees == 2);
  CHECK(find(all, "network", "energy").differs == 1);
  CHECK(all.differs());
}

TEST_CASE("what is expected of the mean, or of a count, is not judged before all have finished") {
  Expectation expect;
  expect.id = "late";
  expect.flow = "network";
  expect.quantity = "t_form";
  expect.at_most = 4;
  const auto verdict_of = [&](std::initializer_list<double> values, const char* last = "done") {
    std::vector<Member> members;
    for (const double value : values) {
      members.push_back(member(members.size() + 1, "done", value));
      Check check = measured("expect.late", value, Verdict::no_theory);
      check.difference = std::max(0.0, value - expect.at_most);
      members.back().report.flows[0].checks.push_back(check);
    }
    members.back().report.flows[0].status = last;
    const Ensemble all = gather("runs", members, {expect});
    const auto verdict = find(all, "network", "expect.late").verdict;
    CHECK(all.differs() == (verdict == Verdict::differs));
    return verdict;
  };
  expect.over = Expectation::Over::mean;
  CHECK(verdict_of({1, 2, 9}) == Verdict::agrees);
  CHECK(verdict_of({1, 2, 9.1}) == Verdict::differs);
  CHECK_FALSE(verdict_of({1, 2, 9.1}, "running").has_value());
  expect.over = Expectation::Over::count;
  expect.runs = 2;
  CHECK(verdict_of({1, 4, 9}) == Verdict::agrees);
  CHECK(verdict_of({1, 5, 9}) == Verdict::differs);
  expect.over = Expectation::Over::each;
  CHECK_FALSE(verdict_of({1, 5, 9}).has_value());
}

TEST_CASE("a member of another seed or configuration differs and is told") {
  std::vector<Member> members{member(1, "done", 2.0), member(2, "done", 2.0),
                              member(3, "done", 2.0)};
  members[0].configuration = "time = 2\n";
  members[2].seed = 2;
  const Ensemble all = gather("runs", members);
  CHECK(find(all, "", "member").differs == 2);
  CHECK(all.members[0].report.checks.back().quantity.find("time = 2") != std::string::npos);
  CHECK(all.members[2].report.checks.back().quantity.find("its seed is 2") != std::string::npos);
  CHECK(all.members[1].report.checks.back().verdict == Verdict::agrees);
}
