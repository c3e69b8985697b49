#include "cell_passes.hpp"

#include <stdexcept>

#include "simclr_flow/core/instruction_set.hpp"

namespace simclr_flow {

const CellPasses& cell_passes() {
  switch (instruction_set_of_process()) {
    case InstructionSet::baseline:
      return cell_passes_baseline;
    case InstructionSet::avx2:
      return cell_passes_avx2;
    case InstructionSet::avx512:
      return cell_passes_avx512;
  }
  throw std::logic_error("no passes of this instruction set");
}

}  // namespace simclr_flow
