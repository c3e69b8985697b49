#include "sweeps.hpp"

#include <algorithm>
#include <string>

#include "simclr_flow/core/environment.hpp"
#include "simclr_flow/core/error.hpp"
#include "simclr_flow/kernel_sum/kernel_sum.hpp"

namespace simclr_flow {
namespace {

bool is_supported(const SweepTable& table) {
#if defined(__x86_64__)
  if (&table == &sweeps_avx512)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("fma");
  if (&table == &sweeps_avx2)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
  return &table == &sweeps_baseline;
}

const SweepTable& choose() {
  const SweepTable* const tables[] = {&sweeps_avx512, &sweeps_avx2, &sweeps_baseline};
  const auto asked = environment_value("SIMCLR_FLOW_SIMD");
  for (const SweepTable* table : tables)
    if (is_supported(*table) && (!asked || *asked == table->name)) return *table;
  const bool known =
      std::ranges::any_of(tables, [&](const SweepTable* table) { return *asked == table->name; });
  throw InputError("SIMCLR_FLOW_SIMD = '" + *asked +
                   "': " + (known ? "this processor has no such set" : "there is no such set") +
                   "; known are avx512, avx2 and baseline");
}

}  // namespace

std::string_view instruction_set() { return sweeps().name; }

const SweepTable& sweeps() {
  static const SweepTable& chosen = choose();
  return chosen;
}

}  // namespace simclr_flow
