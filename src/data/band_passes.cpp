#include "band_passes.hpp"

#include <stdexcept>

#include "simclr_flow/core/instruction_set.hpp"

namespace simclr_flow {

BandPass band_pass() {
  switch (instruction_set_of_process()) {
    case InstructionSet::baseline:
      return band_passes_baseline;
    case InstructionSet::avx2:
      return band_passes_avx2;
    case InstructionSet::avx512:
      return band_passes_avx512;
  }
  throw std::logic_error("no passes of this instruction set");
}

}  // namespace simclr_flow
