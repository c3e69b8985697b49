#include "simclr_flow/theory/family.hpp"

#include <cmath>

namespace simclr_flow::theory {

std::optional<FamilyMember> family_member(std::string_view preset, Index points) {
  const double n = static_cast<double>(points);
  if (preset == "simclr" || preset == "simclr-cross")
    return FamilyMember{n + 1, -std::log(n), false};
  if (preset == "simclr-noself") return FamilyMember{n, -std::log(n), false};
  if (preset == "info-nce") return FamilyMember{1, 0, true};
  if (preset == "nt-xent") return FamilyMember{0.5, std::log(2.0), true};
  if (preset == "dcl" || preset == "dhel") return FamilyMember{0, 0, true};
  return std::nullopt;
}

}  // namespace simclr_flow::theory
