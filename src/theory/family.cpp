#include "simclr_flow/theory/family.hpp"

namespace simclr_flow::theory {

std::optional<FamilyMember> family_member(std::string_view preset, Index samples, Index views) {
  const EnergyFacts* facts = facts_of(preset);
  if (!facts || !facts->member) return std::nullopt;
  return facts->member(static_cast<double>(samples), static_cast<double>(views));
}

}  // namespace simclr_flow::theory
