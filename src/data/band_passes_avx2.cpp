#define BAND_PASSES band_passes_avx2
#define SIMD_BYTES 32
#include "band_passes_inline.hpp"
