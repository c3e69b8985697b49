// Theory by itself: twelve points on the sphere by its plain sum, its bound and its table.
#include <cmath>
#include <cstdio>

#include "simclr_flow/theory/best_known.hpp"
#include "simclr_flow/theory/configurations.hpp"
#include "simclr_flow/theory/plain_sum.hpp"

int main() {
  using namespace simclr_flow;
  const double temperature = 0.2;
  const auto known = theory::best_known({3, temperature, "simclr", 12});
  const theory::ReferenceEnergy* best = known ? known->best() : nullptr;
  if (!best || best->name != "icosahedron") return 1;
  for (const theory::ConfigurationEntry* row : theory::configurations_of(3, 12)) {
    if (row->name != best->name) continue;
    const double again =
        theory::plain_sum({"simclr", "gauss", temperature}, row->make(3, 12), 1).value;
    std::printf("icosahedron: %.15g in the table, %.15g by the plain sum\n", best->value, again);
    return std::abs(again - best->value) < 1e-13 && again >= known->bound.value - 1e-13 ? 0 : 1;
  }
  return 1;
}
