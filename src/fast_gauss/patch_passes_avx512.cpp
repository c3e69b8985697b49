#define PASSES_SET patch_passes_avx512
#define SIMD_BYTES 64
#include "patch_passes_inline.hpp"
