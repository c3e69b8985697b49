#define PASSES_SET patch_passes_baseline
#define SIMD_BYTES 16
#include "patch_passes_inline.hpp"
