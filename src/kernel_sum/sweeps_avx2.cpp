#define SWEEP_SET sweeps_avx2
#define SWEEP_NAME "avx2"
#define SIMD_BYTES 32
#include "sweeps_inline.hpp"
