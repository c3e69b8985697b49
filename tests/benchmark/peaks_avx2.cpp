#define PEAKS peaks_avx2
#define SIMD_BYTES 32
#include "peak_loops.hpp"
