#define SWEEP_SET sweeps_avx2
#define SWEEP_NAME "avx2"
#include "sweeps_inline.hpp"
