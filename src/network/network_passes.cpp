#include "network_passes.hpp"

#include <stdexcept>

#include "simclr_flow/core/instruction_set.hpp"

namespace simclr_flow {

const NetworkPasses& network_passes() {
  switch (instruction_set_of_process()) {
    case InstructionSet::baseline:
      return network_passes_baseline;
    case InstructionSet::avx2:
      return network_passes_avx2;
    case InstructionSet::avx512:
      return network_passes_avx512;
  }
  throw std::logic_error("no passes of this instruction set");
}

}  // namespace simclr_flow
