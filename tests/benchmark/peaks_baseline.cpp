#define PEAKS peaks_baseline
#define SIMD_BYTES 16
#include "peak_loops.hpp"
