#pragma once
#include <string_view>

namespace simclr_flow {

/// The instruction sets that vectorised loops are compiled for. Results differ by rounding.
enum class InstructionSet { baseline, avx2, avx512 };

/// The one that this process uses: the widest that the processor has, or the one that the
/// environment variable SIMCLR_FLOW_SIMD asks for (avx512, avx2, baseline). Throws InputError if
/// the processor has it not.
InstructionSet instruction_set_of_process();

/// The widest that the processor has.
InstructionSet widest_instruction_set();

std::string_view name_of(InstructionSet set);

}  // namespace simclr_flow
