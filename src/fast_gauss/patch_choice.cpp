#include "patch_choice.hpp"

#include <cmath>

namespace simclr_flow {

PatchChoice choose_patches(double accuracy) {
  const PatchChoice choice = accuracy >= 3e-5   ? PatchChoice{8, 2.4}
                             : accuracy >= 1e-7 ? PatchChoice{12, 3.6}
                                                : PatchChoice{16, 4.5};
  return {choice.degree, choice.width * std::pow(accuracy, 1.0 / choice.degree)};
}

double patch_cut_off(double accuracy) {
  return std::sqrt(-2 * std::log(patch_cut_off_factor * accuracy));
}

}  // namespace simclr_flow
