#define SWEEP_SET sweeps_avx512
#define SWEEP_NAME "avx512"
#define SIMD_BYTES 64
#include "sweeps_inline.hpp"
