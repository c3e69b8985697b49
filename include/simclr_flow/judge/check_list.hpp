#pragma once
#include <string>
#include <vector>

namespace simclr_flow {

/// A row of judge's table of checks, for people.
struct ListedCheck {
  std::string name;     ///< its ids, by commas; `rate.<l>` stands for rate.1, rate.2, ...
  std::string summary;  ///< its statement, and what it applies to
};

/// All checks that there are, in the order of a judgement.
std::vector<ListedCheck> listed_checks();

}  // namespace simclr_flow
