// The table of checks, as it is listed.
#include "simclr_flow/judge/check_list.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace simclr_flow;

TEST_CASE("check list: every row names its checks once, states and bounds them") {
  std::set<std::string> names;
  for (const ListedCheck& check : listed_checks()) {
    CAPTURE(check.name);
    CHECK(names.insert(check.name).second);
    CHECK(!check.name.empty());
    CHECK(check.summary.size() > 20);
    CHECK(check.summary.back() == ')');
  }
  CHECK(names.size() > 30);
  CHECK(names.contains("energy, gradient, dissipation"));
}
