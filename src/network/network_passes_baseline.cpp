#define NETWORK_PASSES network_passes_baseline
#define SIMD_BYTES 16
#include "network_passes_inline.hpp"
