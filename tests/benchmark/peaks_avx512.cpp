#define PEAKS peaks_avx512
#define SIMD_BYTES 64
#include "peak_loops.hpp"
