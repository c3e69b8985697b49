#define SWEEP_SET sweeps_avx512
#define SWEEP_NAME "avx512"
#include "sweeps_inline.hpp"
