#define BAND_PASSES band_passes_avx512
#define SIMD_BYTES 64
#include "band_passes_inline.hpp"
