#define SWEEP_SET sweeps_baseline
#define SWEEP_NAME "baseline"
#include "sweeps_inline.hpp"
