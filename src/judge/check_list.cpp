#include "simclr_flow/judge/check_list.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "check_table.hpp"

namespace simclr_flow {

bool CheckRow::lists(std::string_view id) const {
  return std::ranges::any_of(ids, [id](std::string_view listed) {
    const auto stem = listed.substr(0, listed.find('<'));
    return stem.size() == listed.size() ? id == listed : id.starts_with(stem);
  });
}

std::vector<ListedCheck> listed_checks() {
  std::vector<ListedCheck> list;
  for (const CheckRow& row : check_table())
    list.push_back({fmt::format("{}", fmt::join(row.ids, ", ")),
                    fmt::format("{} ({})", row.statement, row.applies_to)});
  return list;
}

}  // namespace simclr_flow
