#define PASSES_SET patch_passes_avx2
#define SIMD_BYTES 32
#include "patch_passes_inline.hpp"
