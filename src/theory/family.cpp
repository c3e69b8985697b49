#include "simclr_flow/theory/family.hpp"

#include <algorithm>
#include <cmath>

namespace simclr_flow::theory {

std::optional<FamilyMember> family_member(std::string_view preset, Index samples, Index views) {
  const double n = static_cast<double>(samples), v = static_cast<double>(views);
  if (preset == "simclr" || preset == "simclr-cross")
    return FamilyMember{n + 1, -std::log(n), false};
  if (preset == "simclr-noself") return FamilyMember{n + 1 - 1 / v, -std::log(n), false};
  if (preset == "info-nce") return FamilyMember{1, std::log(v), true};
  if (preset == "nt-xent") {
    const double two_or_more = std::max(v, 2.0);
    return FamilyMember{(two_or_more - 1) / two_or_more, std::log(two_or_more), true};
  }
  if (preset == "dcl") return FamilyMember{0, std::log(v), true};
  if (preset == "dhel") return FamilyMember{0, 0, true};
  return std::nullopt;
}

bool exceeds_single_views(std::string_view preset) {
  return preset == "simclr" || preset == "simclr-noself" || preset == "info-nce" ||
         preset == "linear";
}

}  // namespace simclr_flow::theory
