#include "patch_passes.hpp"

#include <algorithm>
#include <iterator>

namespace simclr_flow {
namespace {

const PatchSet& patch_set_of_process() {
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
  const auto at = std::ranges::find(patch_degrees, degree) - std::begin(patch_degrees);
  return patch_set_of_process().patch[at];
}

const HarmonicPasses& harmonic_passes() { return patch_set_of_process().harmonic; }

const SpherePasses& sphere_passes() { return patch_set_of_process().sphere; }

}  // namespace simclr_flow
