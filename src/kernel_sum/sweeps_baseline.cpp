#define SWEEP_SET sweeps_baseline
#define SWEEP_NAME "baseline"
#define SIMD_BYTES 16
#include "sweeps_inline.hpp"
