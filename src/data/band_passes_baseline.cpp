#define BAND_PASSES band_passes_baseline
#define SIMD_BYTES 16
#include "band_passes_inline.hpp"
