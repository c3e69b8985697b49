#include "sweeps.hpp"

#include <stdexcept>

#include "simclr_flow/core/instruction_set.hpp"
#include "simclr_flow/kernel_sum/kernel_sum.hpp"

namespace simclr_flow {

std::string_view instruction_set() { return name_of(instruction_set_of_process()); }

const SweepTable& sweeps() {
  switch (instruction_set_of_process()) {
    case InstructionSet::baseline:
      return sweeps_baseline;
    case InstructionSet::avx2:
      return sweeps_avx2;
    case InstructionSet::avx512:
      return sweeps_avx512;
  }
  throw std::logic_error("no sweeps of this instruction set");
}

}  // namespace simclr_flow
