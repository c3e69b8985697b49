#include "simclr_flow/core/instruction_set.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "simclr_flow/core/environment.hpp"
#include "simclr_flow/core/error.hpp"

namespace simclr_flow {
namespace {

constexpr InstructionSet widest_first[] = {InstructionSet::avx512, InstructionSet::avx2,
                                           InstructionSet::baseline};

bool is_supported(InstructionSet set) {
#if defined(__x86_64__)
  if (set == InstructionSet::avx512)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("fma");
  if (set == InstructionSet::avx2)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
  return set == InstructionSet::baseline;
}

InstructionSet choose_set() {
  const auto asked = environment_value("SIMCLR_FLOW_SIMD");
  for (const InstructionSet set : widest_first)
    if (is_supported(set) && (!asked || *asked == name_of(set))) return set;
  const bool known =
      std::ranges::any_of(widest_first, [&](InstructionSet set) { return *asked == name_of(set); });
  throw InputError("SIMCLR_FLOW_SIMD = '" + *asked +
                   "': " + (known ? "this processor has no such set" : "there is no such set") +
                   "; known are avx512, avx2 and baseline");
}

}  // namespace

InstructionSet widest_instruction_set() {
  return *std::ranges::find_if(widest_first, is_supported);
}

InstructionSet instruction_set_of_process() {
  static const InstructionSet chosen = choose_set();
  return chosen;
}

std::string_view name_of(InstructionSet set) {
  switch (set) {
    case InstructionSet::baseline:
      return "baseline";
    case InstructionSet::avx2:
      return "avx2";
    case InstructionSet::avx512:
      return "avx512";
  }
  throw std::logic_error("no such instruction set");
}

}  // namespace simclr_flow
