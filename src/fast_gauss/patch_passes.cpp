#include "patch_passes.hpp"

#include <algorithm>
#include <iterator>

namespace simclr_flow {
namespace {

const PatchPasses* passes_of_process() {
  switch (instruction_set_of_process()) {
    case InstructionSet::avx512:
      return patch_passes_avx512;
    case InstructionSet::avx2:
      return patch_passes_avx2;
    case InstructionSet::baseline:
      break;
  }
  return patch_passes_baseline;
}

}  // namespace

const PatchPasses& patch_passes(int degree) {
  return passes_of_process()[std::ranges::find(patch_degrees, degree) - std::begin(patch_degrees)];
}

}  // namespace simclr_flow
